import type { AccountDeps } from "../../tenancy/accounts/index.ts";
import type { SignInDeps } from "../sign-in/index.ts";

export interface SignUpDeps extends SignInDeps, AccountDeps {
  /** What anybody may create: any account, none with a database of its own, or none; the operator may create any. */
  readonly signUp: "open" | "shared" | "closed";
  /** Counts a sign-up against the network that it comes from. @throws Problem(`service.unavailable`) */
  readonly isSuspiciousSignUp: (address: string) => Promise<boolean>;
}
