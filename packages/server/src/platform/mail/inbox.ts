import type { Mail, Mailer } from "./mailer.ts";

export interface InboxMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly sentAt: string;
}

/** The laptop's mailer: keeps the newest mails in memory for the console to show. Development mode only. */
export interface Inbox extends Mailer {
  /** Oldest first. */
  list(): readonly InboxMail[];
}

export function createInbox(clock: () => number, limit = 200): Inbox {
  const mails = new Map<string, InboxMail>();
  return {
    async send(mail: Mail) {
      mails.set(mail.id, {
        to: mail.to,
        subject: mail.subject,
        text: mail.text,
        ...(mail.html !== undefined && { html: mail.html }),
        sentAt: new Date(clock()).toISOString(),
      });
      for (const oldest of mails.keys()) {
        if (mails.size <= limit) break;
        mails.delete(oldest);
      }
    },
    list: () => [...mails.values()],
    async close() {
      mails.clear();
    },
  };
}
