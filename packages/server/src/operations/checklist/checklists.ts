import {
  checklist,
  type ChecklistItem,
  type ChecklistItemView,
  checklistItems,
  type ChecklistView,
  hasRight,
  isChecklistItem,
  type UserId,
} from "@holdfast/contract";

import type { Clock } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Caller } from "../../platform/http/index.ts";
import { emit, type Origin } from "../../tenancy/audit/index.ts";
import { type AccountScope, type DirectoryDeps, withAccount } from "../../tenancy/directory/index.ts";
import { readPolicy } from "../../tenancy/policy/index.ts";
import { endOf, type Evidence, type Found, itemView, scoreOf, type Signature } from "./checklist.ts";
import { itemSigned } from "./events.ts";
import { measureAccount, measureOwn } from "./measure.ts";
import { listSignatures, type SignatureRow, upsertSignature } from "./store.ts";

export interface ChecklistDeps {
  readonly directory: DirectoryDeps;
  readonly clock: Clock;
}

/** The caller's own items, and the account's for whoever may read what happens in it. Measured at this moment. */
export async function readChecklist({ directory, clock }: ChecklistDeps, caller: Caller): Promise<ChecklistView> {
  return withAccount(directory, caller.accountId, async (scope) => {
    const reader = { userId: caller.userId, seesAccount: hasRight(caller.rights, "audit:read") };
    const items = await itemsFor(scope, reader, clock());
    return { score: scoreOf(items), items };
  });
}

/** What stands on somebody's checklist: their own items, and the account's for who sees those. Measured now. */
export async function itemsFor(
  scope: AccountScope,
  { userId, seesAccount }: { userId: UserId; seesAccount: boolean },
  now: number,
): Promise<ChecklistItemView[]> {
  const found: Partial<Record<ChecklistItem, Found>> = {
    ...(await measureOwn(scope, userId)),
    ...(seesAccount && (await measureAccount(scope, now))),
  };
  const evidence = await evidenceIn(scope, userId, found);
  return checklistItems
    .filter((item) => seesAccount || checklist[item].of === "person")
    .map((item) => itemView(item, evidence(item), now));
}

export interface SignatureWish {
  readonly item: string;
  readonly note: string;
  readonly remindAt?: string;
}

/**
 * Signs an item off that no system can look at.
 * @throws Problem(`checklist.not_found`), Problem(`checklist.measured`), Problem(`right.missing`)
 */
export async function signItem(
  { directory, clock }: ChecklistDeps,
  caller: Caller,
  { item, note, remindAt }: SignatureWish,
  origin: Origin,
): Promise<ChecklistItemView> {
  if (!isChecklistItem(item)) throw new Problem("checklist.not_found");
  const { of, check } = checklist[item];
  if (check === "measured") throw new Problem("checklist.measured");
  if (of === "account" && !hasRight(caller.rights, "account:update")) throw new Problem("right.missing");
  const now = clock();
  const id = idOf(item, caller.userId);
  const signature = {
    by: caller.userId,
    at: now,
    note,
    remindAt: remindAt === undefined ? null : timeOf(remindAt),
  };
  return withAccount(directory, caller.accountId, async (scope) => {
    await upsertSignature(scope, {
      id,
      signedBy: caller.userId,
      signedAt: now,
      remindAt: signature.remindAt,
      noteSealed: scope.keys.seal(place(id), note),
    });
    await emit(scope, itemSigned(origin, item, endOf(item, signature), note));
    return itemView(item, { found: null, signature, changedAt: null }, now);
  });
}

/** A leap second is a time to RFC 3339 and none to the clock. @throws Problem(`request.malformed`) */
function timeOf(raw: string): number {
  const time = Date.parse(raw);
  if (Number.isNaN(time)) {
    throw new Problem("request.malformed", { errors: [{ field: "body/remindAt", message: "not a time" }] });
  }
  return time;
}

/** A person's own item is signed for that person alone. */
const idOf = (item: ChecklistItem, userId: UserId): string =>
  checklist[item].of === "person" ? `${item}/${userId}` : item;

async function evidenceIn(
  scope: AccountScope,
  userId: UserId,
  found: Partial<Record<ChecklistItem, Found>>,
): Promise<(item: ChecklistItem) => Evidence> {
  const rows = await listSignatures(scope);
  const policyChangedAt = Date.parse((await readPolicy(scope)).changedAt);
  return (item) => {
    const row = rows.find(({ id }) => id === idOf(item, userId));
    return {
      found: found[item] ?? null,
      signature: row === undefined ? null : signatureOf(scope, row),
      changedAt: item === "account.policy" ? policyChangedAt : null,
    };
  };
}

const signatureOf = ({ keys }: AccountScope, row: SignatureRow): Signature => ({
  by: row.signedBy,
  at: row.signedAt,
  remindAt: row.remindAt,
  note: keys.openText(place(row.id), row.noteSealed),
});

const place = (row: string) =>
  ({ purpose: "checklist", table: "checklist_signatures", column: "note_sealed", row }) as const;
