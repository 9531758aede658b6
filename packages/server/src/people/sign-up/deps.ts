import type { AccountDeps } from "../../tenancy/accounts/index.ts";
import type { SignInDeps } from "../sign-in/index.ts";

export interface SignUpDeps extends SignInDeps, AccountDeps {
  /** Whether anybody may create an account, or only the operator. */
  readonly signUp: "open" | "closed";
}
