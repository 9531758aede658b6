import { createTransport } from "nodemailer";

import type { Secret } from "../../kernel/secret.ts";
import type { Mailer } from "./mailer.ts";
import { MailRefused } from "./refused.ts";

/**
 * Sends through an SMTP server. `smtps://` and STARTTLS are required to succeed with a valid certificate, except
 * towards loopback, where a local relay rarely has one.
 */
export function createSmtpMailer(options: { url: Secret<string>; from: string; domain: string }): Mailer {
  const url = new URL(options.url.reveal());
  const local = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  const transport = createTransport({
    host: url.hostname,
    port: Number(url.port || (url.protocol === "smtps:" ? 465 : 587)),
    secure: url.protocol === "smtps:",
    requireTLS: !local,
    ignoreTLS: local && url.protocol === "smtp:",
    ...(url.username !== "" && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
    pool: true,
    maxConnections: 3,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(mail) {
      await transport
        .sendMail({
          from: options.from,
          to: { name: "", address: mail.to },
          subject: mail.subject,
          text: mail.text,
          ...(mail.html !== undefined && { html: mail.html }),
          messageId: `<${mail.id}@${options.domain}>`,
          // RFC 3834: keeps vacation responders and ticket systems from answering.
          headers: { "Auto-Submitted": "auto-generated" },
        })
        .catch(refusal);
    },
    async close() {
      transport.close();
    },
  };
}

/**
 * A refusal of the recipient or of the message is for good. One of our credentials or of our sender is a fault of the
 * configuration: somebody will mend it, and the mail waits.
 */
function refusal(error: unknown): never {
  if (error instanceof Error && "responseCode" in error && "command" in error) {
    const { responseCode: status, command } = error;
    if (typeof status === "number" && status >= 500 && status < 600) {
      if (command === "RCPT TO") throw new MailRefused("recipient", status, { cause: error });
      if (command === "DATA") throw new MailRefused("message", status, { cause: error });
    }
  }
  throw error;
}
