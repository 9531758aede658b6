import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary as common } from "@zxcvbn-ts/language-common";
import { dictionary as english, translations } from "@zxcvbn-ts/language-en";

import type { Estimate } from "./strength.ts";

const estimator = new ZxcvbnFactory({
  dictionary: { ...common, ...english },
  graphs: adjacencyGraphs,
  translations,
});

/** Guessing cost grows steeply with length and says nothing new after this many characters. */
const longestJudged = 100;

/** Estimates with the dictionaries that the server uses. `own` are words that this person's password must not be made of. */
export function estimate(password: string, own: readonly string[]): Estimate {
  const { score, feedback } = estimator.check(password.slice(0, longestJudged), [...own]);
  return { score, warning: feedback.warning };
}
