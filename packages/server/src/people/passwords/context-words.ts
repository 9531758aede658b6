import { charactersOf } from "./characters.ts";

/** The parts of a person's own words (address, names, account) that a password must not be made of. Longest first. */
export function contextTokens(words: readonly string[]): string[] {
  const parts = words.flatMap((word) => {
    const folded = fold(word);
    return [...folded.split(/[^\p{L}\p{N}]+/u), folded.replaceAll(/[^\p{L}\p{N}]+/gu, "")];
  });
  const tokens = new Set(["holdfast", ...parts.filter((part) => lengthOf(part) >= shortestToken)]);
  return [...tokens].sort((a, b) => b.length - a.length).slice(0, mostTokens);
}

/** Shorter parts ("li", "io") stand in too many good passwords. */
const shortestToken = 3;
const mostTokens = 40;

/** What is left must by itself be as long as the shortest password that NIST allows anywhere. */
const leastBesides = 8;

/**
 * Whether a password is little more than somebody's own words: NIST SP 800-63B-4 §3.1.1.2 wants context-specific words
 * and what is derived from them refused. The words themselves may stand in a longer password.
 */
export function isMadeOf(password: string, words: readonly string[]): boolean {
  const folded = fold(password);
  const rest = contextTokens(words).reduce((text, token) => text.replaceAll(token, ""), folded);
  return rest !== folded && lengthOf(rest) < leastBesides;
}

/** Lower case without accents, so that "Zoë" is found in "zoe2024". */
const fold = (text: string): string => text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();

const lengthOf = (text: string): number => charactersOf(text).length;
