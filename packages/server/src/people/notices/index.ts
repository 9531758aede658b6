export { type Notice, type NoticeDeps, type NoticeLink, notify } from "./notify.ts";
