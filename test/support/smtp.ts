import type { AddressInfo } from "node:net";

import { SMTPServer } from "smtp-server";

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly source: string;
}

/** A real SMTP server on loopback, which answers as it is told to. */
export interface TestSmtp {
  readonly port: number;
  readonly received: ReceivedMail[];
  /** What it answers to recipients and to messages from now on; null takes them. */
  refuse: { readonly at: "recipient" | "message"; readonly status: number } | null;
  close(): Promise<void>;
}

export async function startSmtp(port = 0): Promise<TestSmtp> {
  const received: ReceivedMail[] = [];
  const refusal = (at: "recipient" | "message"): Error | null =>
    smtp.refuse?.at === at ? Object.assign(new Error("no"), { responseCode: smtp.refuse.status }) : null;
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    onRcptTo: (_address, _session, done) => done(refusal("recipient")),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const refused = refusal("message");
        if (refused !== null) return done(refused);
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map((recipient) => recipient.address),
          source: Buffer.concat(chunks).toString("utf8"),
        });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.server.address();
  const smtp: TestSmtp = {
    port: typeof address === "object" && address !== null ? address.port : 0,
    received,
    refuse: null,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return smtp;
}
