export {
  consumeMailToken,
  issueMailToken,
  mailTokenHolder,
  type MailTokenPurpose,
  parseMailToken,
} from "./mail-tokens.ts";
