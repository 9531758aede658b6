import type { AddressInfo } from "node:net";

import { SMTPServer } from "smtp-server";
import { afterEach, describe, expect, test } from "vitest";

import { Secret } from "../../kernel/secret.ts";
import { createInbox, createSmtpMailer, type Mailer } from "./index.ts";

interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly source: string;
}

/** A real SMTP server on loopback. `auth` makes it ask for this user and password. */
async function listen(options: { refuse?: boolean; auth?: { user: string; pass: string } } = {}) {
  const received: Received[] = [];
  const server = new SMTPServer({
    disabledCommands: options.auth === undefined ? ["AUTH", "STARTTLS"] : ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth: (credentials, _session, done) => {
      const known = credentials.username === options.auth?.user && credentials.password === options.auth?.pass;
      done(known ? null : new Error("bad credentials"), known ? { user: "holdfast" } : undefined);
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (options.refuse === true) return done(Object.assign(new Error("try later"), { responseCode: 451 }));
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
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { received, port, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function mailerTo(options: Parameters<typeof listen>[0] = {}, credentials = "") {
  const smtp = await listen(options);
  const url = new Secret(`smtp://${credentials}127.0.0.1:${smtp.port}`);
  const mailer = createSmtpMailer({ url, from: "Holdfast <no-reply@holdfast.test>", domain: "holdfast.test" });
  closers.push(() => mailer.close(), smtp.close);
  return { mailer, received: smtp.received };
}

const mail = {
  id: "0c6b1f3e",
  to: "ada@example.com",
  subject: "Confirm your address",
  text: "Hello Ada,\n\nopen this.\n",
};

describe("a mail over SMTP", () => {
  test("arrives as plain text, with an id that stays the same when it is sent again", async () => {
    const { mailer, received } = await mailerTo();
    await mailer.send(mail);
    await mailer.send(mail);
    const [first, second] = received;
    expect(first?.from).toBe("no-reply@holdfast.test");
    expect(first?.to).toEqual(["ada@example.com"]);
    expect(first?.source).toContain("Subject: Confirm your address");
    expect(first?.source).toContain("Content-Type: text/plain");
    expect(first?.source).toContain("Auto-Submitted: auto-generated");
    expect(first?.source).not.toMatch(/https?:|<img|text\/html/);
    for (const one of [first, second]) expect(one?.source).toContain("Message-ID: <0c6b1f3e@holdfast.test>");
  });

  test("takes no further header or recipient from a subject or a name with line breaks [C-255]", async () => {
    const { mailer, received } = await mailerTo();
    await mailer.send({ ...mail, subject: "Hello\r\nBcc: eve@example.com\r\n\r\nbody", text: "x" });
    expect(received[0]?.to).toEqual(["ada@example.com"]);
    expect(received[0]?.source).not.toMatch(/^Bcc:/im);
  });

  test("is sent with the credentials of the address, and refused with wrong ones", async () => {
    const auth = { user: "holdfast", pass: "p@ss word" };
    const { mailer, received } = await mailerTo({ auth }, "holdfast:p%40ss%20word@");
    await mailer.send(mail);
    expect(received).toHaveLength(1);
    const other = await mailerTo({ auth }, "holdfast:wrong@");
    await expect(other.mailer.send(mail)).rejects.toThrow("Invalid login");
    expect(other.received).toHaveLength(0);
  });

  test("that the server does not take is an error, not a success", async () => {
    const { mailer } = await mailerTo({ refuse: true });
    await expect(mailer.send(mail)).rejects.toThrow("try later");
  });

  test("to a server that is not there fails within bounds", async () => {
    const url = new Secret("smtp://127.0.0.1:1");
    const mailer: Mailer = createSmtpMailer({ url, from: "a@b.test", domain: "b.test" });
    closers.push(() => mailer.close());
    await expect(mailer.send(mail)).rejects.toThrow("ECONNREFUSED");
  });
});

describe("the laptop's inbox", () => {
  test("keeps the newest mails, each once", async () => {
    const inbox = createInbox(() => 0, 2);
    for (const id of ["a", "a", "b", "c"]) await inbox.send({ ...mail, id, subject: id });
    expect(inbox.list().map((one) => one.subject)).toEqual(["b", "c"]);
    expect(inbox.list()[0]?.sentAt).toBe("1970-01-01T00:00:00.000Z");
  });
});
