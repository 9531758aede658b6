export {
  consumeMailToken,
  issueMailToken,
  mailTokenHolder,
  type MailTokenPurpose,
  parseMailToken,
} from "./mail-tokens.ts";
export { deleteExpiredMailTokens } from "./store.ts";
