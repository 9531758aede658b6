import { charactersOf } from "./characters.ts";
import { contextTokens } from "./context-words.ts";
import { type Guesser, processGuesser } from "./guesser.ts";
import { type PasswordRules, refuseByRule } from "./judgement.ts";

export interface Strength {
  /** From 3 on a password is accepted; 0 as long as a rule refuses it. */
  readonly score: 0 | 1 | 2 | 3 | 4;
  /** Why it is refused, then what would make it better, most useful first. Only the reasons are rules. */
  readonly advice: readonly string[];
}

/**
 * What a meter shows while somebody chooses a password.
 * @throws Problem(`service.busy`), Problem(`service.unavailable`)
 */
export async function passwordStrength(
  password: string,
  rules: PasswordRules & { readonly advisedLength: number },
  guesser: Pick<Guesser, "guess"> = processGuesser,
): Promise<Strength> {
  const advised = lengthAdvice(charactersOf(password.normalize("NFC")), rules.advisedLength);
  const refusal = refuseByRule(password, rules);
  if (refusal !== null) return { score: 0, advice: [refusal.detail, ...advised] };
  const { common, score, warning, suggestions } = await guesser.guess({
    password: password.normalize("NFC"),
    contextTokens: contextTokens(rules.contextWords),
  });
  const reasons = [common ? "Many people use this password." : null, warning].filter((text) => text !== null);
  return { score: common ? 0 : score, advice: [...reasons, ...advised, ...suggestions] };
}

const kinds = [
  ["capital letters", /\p{Lu}/u],
  ["small letters", /\p{Ll}/u],
  ["numbers", /\p{N}/u],
  ["special characters", /[^\p{L}\p{N}]/u],
] as const;

/** Length first; a mixture of characters only helps a password that stays short. */
function lengthAdvice(characters: readonly string[], advisedLength: number): string[] {
  if (characters.length >= advisedLength) return [];
  const longer = `Use ${advisedLength} characters or more: a few words that do not belong together are easy to remember.`;
  const missing = kinds.filter(([, kind]) => !characters.some((character) => kind.test(character)));
  if (missing.length === 0) return [longer];
  return [longer, `While it is short, a mixture helps. It has no ${missing.map(([name]) => name).join(", no ")}.`];
}
