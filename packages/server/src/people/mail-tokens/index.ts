export { asInvalidToken } from "./invalid-token.ts";
export {
  consumeMailToken,
  issueMailToken,
  linkTokenHash,
  mailTokenHolder,
  makeLinkToken,
  parseMailToken,
} from "./mail-tokens.ts";
export { deleteExpiredMailTokens, deleteMailTokensOf } from "./store.ts";
