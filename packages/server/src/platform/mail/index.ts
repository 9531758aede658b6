export { createInbox, type Inbox } from "./inbox.ts";
export type { Mail, Mailer } from "./mailer.ts";
export { MailRefused } from "./refused.ts";
export { createSmtpMailer } from "./smtp.ts";
