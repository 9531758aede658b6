export { deliverMail, type MailDeps } from "./deliver.ts";
export { sendDigest } from "./digest.ts";
export { type Notice, type NoticeDeps, type NoticeLink, notify } from "./notify.ts";
export { noticeRoutes } from "./routes.ts";
