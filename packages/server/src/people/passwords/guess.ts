import { type Score, ZxcvbnFactory } from "@zxcvbn-ts/core";
import * as common from "@zxcvbn-ts/language-common";
import * as english from "@zxcvbn-ts/language-en";

import { charactersOf } from "./characters.ts";
import { isCommonPassword } from "./common-passwords.ts";

/** How a guesser would fare with a password. Texts are in English and from a fixed list. */
export interface Guess {
  /** Whether it stands on the list of common and leaked passwords. */
  readonly common: boolean;
  /** 0 is among the first thousand guesses, 3 withstands 10^8, 4 withstands 10^10. */
  readonly score: Score;
  readonly warning: string | null;
  readonly suggestions: readonly string[];
}

/**
 * zxcvbn looks at this many characters: the time it takes grows with the square of them, to 0.2 s for 64 random ones. What
 * begins with 64 hard characters is hard.
 */
const mostCharacters = 64;

/** Half a second and 60 MB of lists: load this module only in a process made for it. */
const zxcvbn = new ZxcvbnFactory({
  translations: english.translations,
  graphs: common.adjacencyGraphs,
  dictionary: { ...common.dictionary, ...english.dictionary },
  maxLength: 2 * mostCharacters,
});

export function guess(password: string, contextTokens: readonly string[]): Guess {
  const start = charactersOf(password).slice(0, mostCharacters).join("");
  const { score, guesses, feedback } = zxcvbn.check(start, [...contextTokens]);
  return {
    common: isCommonPassword(password),
    // zxcvbn gives 3 to more than 10^8 guesses, and eight random characters exactly 10^8: none of that length would do.
    score: score === 2 && guesses >= 1e8 ? 3 : score,
    warning: feedback.warning === "" ? null : feedback.warning,
    suggestions: feedback.suggestions,
  };
}
