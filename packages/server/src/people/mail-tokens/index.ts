export { consumeMailToken, issueMailToken, mailTokenHolder, parseMailToken } from "./mail-tokens.ts";
export { deleteExpiredMailTokens } from "./store.ts";
