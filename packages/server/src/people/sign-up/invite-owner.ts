import { type AccountView, presets, type UserId } from "@holdfast/contract";

import type { Clock } from "../../kernel/clock.ts";
import { type AccountDeps, type AccountWish, createAccount } from "../../tenancy/accounts/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { protectedRoleOf } from "../roles/index.ts";
import { mailWelcome } from "../sign-in/index.ts";
import { addUser, userEvent } from "../users/index.ts";

export interface InvitationDeps extends AccountDeps {
  readonly clock: Clock;
  readonly publicUrl: string;
}

/**
 * Creates an account for an owner who chooses the password behind a mailed link, so that nobody else ever knows it. The
 * operator's way, also where sign-up is closed.
 * @throws Problem(`account.slug_taken`), Problem(`region.unknown`)
 */
export async function inviteOwner(
  deps: InvitationDeps,
  { owner, ...wish }: AccountWish & { readonly owner: { readonly email: string; readonly name: string } },
  origin: Origin,
): Promise<{ account: AccountView; owner: { id: UserId } }> {
  const role = protectedRoleOf(presets[wish.preset].rolePreset);
  const { account, result } = await createAccount(deps, wish, origin, async (scope) => {
    const id = await addUser(deps, scope, { ...owner, role, emailVerified: false });
    await emit(scope, userEvent("user.created", origin, id, { details: { role }, personal: { ...owner } }));
    await mailWelcome(deps, scope, id, origin);
    return { id };
  });
  return { account, owner: result };
}
