import type { AccountId, RevocationCertificate } from "@holdfast/contract";

import type { Log } from "../../kernel/log.ts";
import { type AccountScope, type DirectoryDeps, withAccount } from "../directory/index.ts";
import { awaitEverywhere, publishAll, type Revocation, type RevocationDeps } from "../revocation/index.ts";
import { enqueue, settle } from "./outbox.ts";
import { revocationWork } from "./work.ts";

type OfAccount<R> = R extends Revocation ? Omit<R, "accountId"> : never;

/** What a change takes from the memory of every process, in its own account. */
export type AccountRevocation = OfAccount<Revocation>;

export type Revoke = (revocation: AccountRevocation) => Promise<void>;

/** Changes that must be felt everywhere before they are answered. */
export interface Revoker {
  /**
   * Runs `work` in a transaction of the account. What it revokes is written to the outbox with it, and after the commit
   * to the revocation log; the answer waits until every process has applied it. Should this process die in between, the
   * relay publishes it: no certificate was given, and none of the promise is lost.
   * @throws Problem(`service.unavailable`) when it committed but could not be confirmed.
   */
  within<T>(
    accountId: AccountId,
    work: (scope: AccountScope, revoke: Revoke) => Promise<T>,
  ): Promise<{ value: T; certificate: RevocationCertificate | null }>;
}

export interface RevokerDeps {
  readonly directory: DirectoryDeps;
  readonly revocation: RevocationDeps;
  readonly log: Log;
}

export const createRevoker = (deps: RevokerDeps): Revoker => ({
  async within(accountId, work) {
    const pending: { revocation: Revocation; workId: string }[] = [];
    const value = await withAccount(deps.directory, accountId, (scope) =>
      work(scope, async (part) => {
        const revocation: Revocation = { accountId, ...part };
        pending.push({ revocation, workId: await enqueue(scope, revocationWork(revocation)) });
      }),
    );
    const certificate = await confirm(
      deps,
      pending.map(({ revocation }) => revocation),
    );
    for (const { workId } of pending) strikeOff(deps, accountId, workId);
    return { value, certificate };
  },
});

/** Publishes all of them at once; the last one's certificate covers the others. */
async function confirm(
  { revocation }: RevokerDeps,
  parts: readonly Revocation[],
): Promise<RevocationCertificate | null> {
  const last = (await publishAll(revocation, parts)).at(-1);
  return last === undefined ? null : awaitEverywhere(revocation, last);
}

/** Not awaited: the caller has its proof, and at worst the relay publishes the same revocation once more. */
function strikeOff({ directory, log }: RevokerDeps, accountId: AccountId, workId: string): void {
  withAccount(directory, accountId, (scope) => settle(scope, workId)).catch((error: unknown) => {
    log.error("outbox.settle_failed", error, { accountId });
  });
}
