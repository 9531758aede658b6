import type { Secret } from "../../kernel/secret.ts";
import type { DirectoryDeps } from "../../tenancy/directory/index.ts";
import type { NoticeDeps } from "../notices/index.ts";
import type { Google } from "./google.ts";

export interface IdentityDeps extends NoticeDeps {
  readonly directory: DirectoryDeps;
  /** Null where the operator has set up no client at Google. */
  readonly google: Google | null;
  /** Under which tickets are marked as ours; the same in every process. */
  readonly challengeKey: Secret<Uint8Array>;
}
