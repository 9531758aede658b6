/** What is refused about API keys, in the words of the console. */
export const keyProblemTexts = {
  "key.invalid": { title: "The API key is not valid", advice: "It is mistyped, expired or revoked." },
  "key.not_allowed": { title: "An API key cannot do this", advice: "Sign in as a person." },
  "key.address_refused": {
    title: "The key does not work from this address",
    advice: "Add the address to the key's list.",
  },
  "key.not_found": { title: "This key is no longer there", advice: "It was revoked. Reload the list." },
  "key.ended": {
    title: "This key has a successor, or has run out",
    advice: "Rotate its successor, or create another one.",
  },
  "key.too_many": { title: "Fifty keys are the most", advice: "Revoke one that you do not use." },
  "key.scope_exceeds_own": {
    title: "The key would have rights that you do not have",
    advice: "Choose among your own.",
  },
  "key.lives_too_long": {
    title: "The policy lets no key live that long",
    advice: "Choose fewer days.",
  },
  "key.address_malformed": {
    title: "Something in the list is no address or network",
    advice: "One in each line, such as 192.0.2.7 or 192.0.2.0/24.",
  },
} as const;
