import type { Log } from "../../kernel/log.ts";
import type { AppendDeps } from "../../tenancy/audit/index.ts";
import type { CaptchaDeps } from "../captcha/index.ts";
import type { BreachLookup, PasswordHasher } from "../passwords/index.ts";
import type { CeremonyDeps } from "../passkeys/index.ts";
import type { Google } from "../identities/index.ts";
import type { SessionDeps } from "../sessions/index.ts";
import type { TakeBack } from "../users/index.ts";
import type { Background } from "./background.ts";

export interface SignInDeps extends SessionDeps, AppendDeps, CeremonyDeps, CaptchaDeps {
  readonly hasher: PasswordHasher;
  readonly breaches: BreachLookup;
  /** What the modules do that keep ways to sign in when a sign-in is disowned. */
  readonly takeBack: readonly TakeBack[];
  /** Null where the operator has set up no client at Google. */
  readonly google: Google | null;
  readonly identities: IdentityLimiter;
  readonly background: Background;
  readonly log: Log;
  /**
   * Refused sign-ins are answered at multiples of this. Longer than the slowest hash that may be imported takes, or a
   * user who still has one would be told from an address that nobody has.
   */
  readonly refusalGridMs: number;
  /** Where the console is reached; links in mails begin with it. */
  readonly publicUrl: string;
}

/** Counts tries at one identity, whether or not it exists. */
export interface IdentityLimiter {
  /** @throws Problem(`rate.limited`), Problem(`service.unavailable`) */
  attempt(identity: string, address: string): Promise<void>;
  /** The same in two steps: what the network burns alone, and what it burns for everybody. */
  fromNetwork(identity: string, address: string): Promise<void>;
  fromAnywhere(identity: string): Promise<void>;
  /** Counts again, against softer limits. @throws Problem(`service.unavailable`) */
  isSuspicious(identity: string, address: string): Promise<boolean>;
}
