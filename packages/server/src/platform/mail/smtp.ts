import { createTransport } from "nodemailer";

import type { Secret } from "../../kernel/secret.ts";
import type { Mailer } from "./mailer.ts";

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
      await transport.sendMail({
        from: options.from,
        to: { name: "", address: mail.to },
        subject: mail.subject,
        text: mail.text,
        ...(mail.html !== undefined && { html: mail.html }),
        messageId: `<${mail.id}@${options.domain}>`,
        // RFC 3834: keeps vacation responders and ticket systems from answering.
        headers: { "Auto-Submitted": "auto-generated" },
      });
    },
    async close() {
      transport.close();
    },
  };
}
