export { takeBackAddress } from "./addresses.ts";
export { announceLoosened } from "./announce.ts";
export { deliverMail, type MailDeps } from "./deliver.ts";
export { sendDigest } from "./digest.ts";
export { type Notice, type NoticeDeps, type NoticeLink, notify } from "./notify.ts";
export { previewKinds, previewMail } from "./preview.ts";
export { noticeRoutes } from "./routes.ts";
