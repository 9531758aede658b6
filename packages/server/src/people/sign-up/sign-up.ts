import type { AccountView, Locale, Placement, PresetName, UserId } from "@holdfast/contract";
import { presets } from "@holdfast/contract";

import { Problem } from "../../kernel/problem.ts";
import { createAccount } from "../../tenancy/accounts/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { normaliseEmail } from "../../tenancy/directory/index.ts";
import { hashProfileOf, storeHash } from "../passwords/index.ts";
import { protectedRoleOf } from "../roles/index.ts";
import { assertGood, mailVerification } from "../sign-in/index.ts";
import { addUser, plainReading, setReading, userEvent } from "../users/index.ts";
import type { SignUpDeps } from "./deps.ts";

export interface SignUpRequest {
  readonly name: string;
  readonly slug: string;
  readonly region: string;
  readonly placement?: Placement;
  readonly preset?: PresetName;
  readonly owner: { readonly email: string; readonly name: string; readonly password: string };
}

/**
 * Creates an account with its owner, who can sign in once the address is verified. Says the same whether or not the
 * address is known elsewhere: a person in two accounts is two users.
 * @throws Problem(`sign_up.closed`), Problem(`placement.not_offered`), Problem(`password.*`),
 * Problem(`account.slug_taken`), Problem(`region.unknown`), Problem(`rate.limited`)
 */
export async function signUp(
  deps: SignUpDeps,
  request: SignUpRequest,
  origin: Origin,
  locale: Locale,
): Promise<{ account: AccountView; owner: { id: UserId }; next: "verify_email" }> {
  if (deps.signUp === "closed") throw new Problem("sign_up.closed");
  const { owner, placement = "shared", preset = "standard" } = request;
  if (deps.signUp === "shared" && placement === "dedicated") throw new Problem("placement.not_offered");
  await deps.identities.attempt(`mail_to ${normaliseEmail(owner.email)}`, origin.address ?? "");
  const policy = presets[preset];
  await assertGood(owner.password, policy.passwordMinLength, [owner.email, owner.name, request.name, request.slug]);
  const hash = await deps.hasher.hash(owner.password, hashProfileOf(policy));
  const { account, result } = await createAccount(
    deps,
    { ...request, placement, preset, mayLapse: true },
    origin,
    async (scope) => {
      const role = protectedRoleOf(policy.rolePreset);
      const id = await addUser(deps, scope, { email: owner.email, name: owner.name, role, emailVerified: false });
      await storeHash(scope, id, hash);
      await setReading(scope, id, { ...plainReading, locale });
      await emit(
        scope,
        userEvent("user.created", { ...origin, actor: { type: "user", id } }, id, {
          details: { role },
          personal: { email: owner.email, name: owner.name },
        }),
      );
      await mailVerification(deps, scope, id, origin);
      return { id };
    },
  );
  return { account, owner: result, next: "verify_email" };
}
