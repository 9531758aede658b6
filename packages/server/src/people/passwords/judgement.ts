import { charactersOf } from "./characters.ts";
import { contextTokens, isMadeOf } from "./context-words.ts";
import { type Guesser, processGuesser } from "./guesser.ts";

/** What a policy and a person's own words ask of a password. */
export interface PasswordRules {
  /** In code points after NFC. */
  readonly minLength: number;
  /** Address, names, account: what others know or guess about the person. */
  readonly contextWords: readonly string[];
}

export interface Refusal {
  readonly ok: false;
  readonly code: "password.too_short" | "password.too_long" | "password.guessable" | "password.common";
  /** One sentence for the person, without their password. */
  readonly detail: string;
}

export type Judgement = { readonly ok: true } | Refusal;

/** NIST SP 800-63B-4 §3.1.1.2 asks for at least 64. What is longer is refused; nothing is ever cut off. */
const longestPassword = 128;
/** Withstands 10^8 guesses: more than anybody gets past the rate limits, and less than a few words have. */
const leastScore = 3;

/**
 * Whether a password may be set: length, own words, list of common ones, and how hard it is to guess. No rule asks for
 * kinds of characters (NIST SP 800-63B-4 §3.1.1.2, ASVS 5.0 6.2.5): such rules make passwords alike, not strong.
 * @throws Problem(`service.busy`), Problem(`service.unavailable`) when the password could not be judged
 */
export async function judgePassword(
  password: string,
  rules: PasswordRules,
  guesser: Pick<Guesser, "guess"> = processGuesser,
): Promise<Judgement> {
  const refusal = refuseByRule(password, rules);
  if (refusal !== null) return refusal;
  const { common, score, warning } = await guesser.guess({
    password: password.normalize("NFC"),
    contextTokens: contextTokens(rules.contextWords),
  });
  if (common) return refuse("password.common", "Many people use this password, so it is among the first to be tried.");
  if (score < leastScore) return refuse("password.guessable", warning ?? "A program would guess it quickly.");
  return { ok: true };
}

/** The rules that need no lists. Null for a password that they let through. */
export function refuseByRule(password: string, { minLength, contextWords }: PasswordRules): Refusal | null {
  // Each half of a surrogate pair becomes the same U+FFFD in UTF-8: different passwords would be one.
  if (!password.isWellFormed()) return refuse("password.guessable", "It holds a character that is not complete.");
  const { length } = charactersOf(password.normalize("NFC"));
  if (length < minLength) return refuse("password.too_short", `At least ${minLength} characters are needed.`);
  if (length > longestPassword)
    return refuse("password.too_long", `At most ${longestPassword} characters are possible.`);
  if (isMadeOf(password, contextWords)) {
    return refuse("password.guessable", "It is made of your own name, address or account.");
  }
  return null;
}

const refuse = (code: Refusal["code"], detail: string): Refusal => ({ ok: false, code, detail });
