/** What is refused about support access, in the words of the console. */
export const oversightProblemTexts = {
  "support.grant_not_found": { title: "There is no such support grant", advice: "Reload the list." },
  "support.grant_over": {
    title: "The support grant is not in force any more",
    advice: "Give a new one if it is needed.",
  },
  "support.scope_missing": {
    title: "The support grant does not cover this",
    advice: "Give a grant that does, if support should see it.",
  },
  "support.read_only": {
    title: "Support may only read what it was given",
    advice: "Somebody of the account has to do this.",
  },
  "support.nobody_to_tell": {
    title: "No administrator of the account can be told",
    advice: "An administrator has to confirm an address first.",
  },
} as const;
