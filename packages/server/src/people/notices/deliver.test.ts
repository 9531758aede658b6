import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";

import { type Deployment, type Member, startDeployment } from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { startSmtp, type TestSmtp } from "../../../../../test/support/smtp.ts";
import { Secret } from "../../kernel/secret.ts";
import { createSmtpMailer, type Mailer } from "../../platform/mail/index.ts";
import { originWithin } from "../../tenancy/audit/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { notify } from "./index.ts";

/** What happens right after the mail server took a mail: null, or the process dies before it can note that. */
let crash: (() => void) | null = null;
let holdfast: Deployment;
let root: Member;
let smtp: TestSmtp;
let mailer: Mailer;

/** Mail goes through SMTP once there is an account; the inbox takes its first mails, whose links the set-up follows. */
let throughSmtp = false;

beforeAll(async () => {
  smtp = await startSmtp();
  const url = new Secret(`smtp://127.0.0.1:${smtp.port}`);
  mailer = createSmtpMailer({ url, from: "Holdfast <no-reply@holdfast.test>", domain: "holdfast.test" });
  const first: { deployment: Deployment | null } = { deployment: null };
  first.deployment = await startDeployment({
    mailer: {
      async send(mail) {
        if (!throughSmtp) return first.deployment?.inbox.send(mail);
        await mailer.send(mail);
        crash?.();
      },
      close: () => mailer.close(),
    },
  });
  holdfast = first.deployment;
  root = await holdfast.account();
  throughSmtp = true;
});
afterAll(async () => {
  await holdfast.stop();
  await smtp.close();
});
afterEach(async () => {
  smtp.refuse = null;
  await vi.waitUntil(async () => (await waiting()).length === 0, { timeout: 9000 });
  smtp.received.length = 0;
});

const tell = (): Promise<void> =>
  withAccount(holdfast.runtime.directory, root.accountId, (scope) =>
    notify(holdfast.runtime, scope, {
      notice: "password.changed",
      user: root.userId,
      origin: originWithin("system", "test"),
      facts: {},
    }),
  );
const undelivered = async (who: Member = root) =>
  (await holdfast.call({ method: "GET", url: "/v1/mails/undelivered", token: who.token })).json().items;
const requeue = (id: string, who: Member = root) =>
  holdfast.call({ method: "POST", url: `/v1/mails/${id}/requeue`, token: who.token });
const primary = async () =>
  (await holdfast.call({ method: "GET", url: "/v1/me/notification-addresses", token: root.token })).json().items[0];
const waiting = () =>
  withAccount(
    holdfast.runtime.directory,
    root.accountId,
    ({ sql }) => sql`select id from outbox where kind = 'mail' and failed_at is null`,
  );
/** Resolves when a try has failed and the next is due; while one is under way the row is leased for a minute. */
async function failedOnce(): Promise<void> {
  const failed = () =>
    withAccount(
      holdfast.runtime.directory,
      root.accountId,
      ({ sql }) => sql`select id from outbox where attempts > 0 and due_at < now() + interval '30 seconds'`,
    );
  await expect.poll(failed).toHaveLength(1);
}
const idOf = (source: string | undefined): string | undefined => /^Message-ID: (.*)$/im.exec(source ?? "")?.[1];

describe("a mail", () => {
  test("carries text and HTML, an id of its own, and says that nobody should answer by machine", async () => {
    await tell();
    await expect.poll(() => smtp.received.length).toBe(1);
    const source = smtp.received[0]?.source ?? "";
    expect(source).toMatch(/^Content-Type: multipart\/alternative/im);
    expect(source).toMatch(/^Auto-Submitted: auto-generated/im);
    expect(source).toMatch(/^Content-Type: text\/plain/im);
    expect(source).toMatch(/^Content-Type: text\/html/im);
    expect(idOf(source)).toMatch(/^<[0-9a-f-]{36}@holdfast\.test>$/);
  });

  test("that was sent by a process which died before it noted so is sent again under the same id, and none is lost", async () => {
    crash = () => {
      crash = null;
      throw new Error("killed");
    };
    await tell();
    await expect.poll(() => smtp.received.length, { timeout: 8000 }).toBe(2);
    expect(idOf(smtp.received[0]?.source)).toBe(idOf(smtp.received[1]?.source));
    await expect.poll(async () => (await waiting()).length).toBe(0);
  });

  test("waits for a mail server that is away, and goes out once when it is back", async () => {
    smtp.refuse = { at: "recipient", status: 451 };
    await tell();
    await failedOnce();
    expect(await undelivered()).toEqual([]);
    smtp.refuse = null;
    await expect.poll(() => smtp.received.length, { timeout: 8000 }).toBe(1);
    expect((await primary()).bouncing).toBe(false);
  });
});

describe("a mail that is refused for good", () => {
  test("is put aside, marks its address, and goes out under its old id when it is sent again", async () => {
    smtp.refuse = { at: "recipient", status: 550 };
    await tell();
    await expect.poll(async () => (await undelivered()).length).toBe(1);
    const [mail] = await undelivered();
    expect(mail).toMatchObject({ to: root.email, state: "given_up", failure: "recipient_refused_550", attempts: 1 });
    expect(mail.title).toBe("Password changed");
    expect(JSON.stringify(mail)).not.toContain("This was not me");
    expect((await primary()).bouncing).toBe(true);
    expect(await eventsOf(holdfast, root, { event: "mail.bounced" })).toHaveLength(1);

    smtp.refuse = null;
    expect((await requeue(mail.id)).statusCode).toBe(200);
    await expect.poll(() => smtp.received.length, { timeout: 5000 }).toBe(1);
    expect(idOf(smtp.received[0]?.source)).toBe(`<${mail.id}@holdfast.test>`);
    await expect.poll(async () => (await primary()).bouncing).toBe(false);
    expect(await undelivered()).toEqual([]);
    expect(await eventsOf(holdfast, root, { event: "mail.requeued" })).toHaveLength(1);
  });

  test("for what it says marks no address", async () => {
    smtp.refuse = { at: "message", status: 554 };
    await tell();
    await expect.poll(async () => (await undelivered()).length).toBe(1);
    const [mail] = await undelivered();
    expect(mail.failure).toBe("message_refused_554");
    expect((await primary()).bouncing).toBe(false);
    smtp.refuse = null;
    await requeue(mail.id);
    await expect.poll(async () => (await undelivered()).length).toBe(0);
  });

  test("is given up after five days of trying, and never before", async () => {
    smtp.refuse = { at: "recipient", status: 451 };
    await tell();
    await failedOnce();
    await withAccount(holdfast.runtime.directory, root.accountId, async ({ sql }) => {
      await sql`update outbox set attempts = 31, due_at = now()`;
      await sql`update cell_outbox_accounts set due_at = now()`;
    });
    await expect.poll(async () => (await undelivered())[0]?.failure, { timeout: 5000 }).toBe("too_many_attempts");
    smtp.refuse = null;
    const [mail] = await undelivered();
    await requeue(mail.id);
    await expect.poll(() => smtp.received.length, { timeout: 5000 }).toBe(1);
    await expect.poll(async () => (await waiting()).length).toBe(0);
  });

  test("is invisible to another account, which cannot send it again either", async () => {
    smtp.refuse = { at: "message", status: 554 };
    await tell();
    await expect.poll(async () => (await undelivered()).length).toBe(1);
    const [mail] = await undelivered();
    smtp.refuse = null;
    throughSmtp = false;
    const globex = await holdfast.account();
    throughSmtp = true;
    expect(await undelivered(globex)).toEqual([]);
    expect((await requeue(mail.id, globex)).json().code).toBe("mail.not_found");
    expect(await undelivered()).toHaveLength(1);
  });
});
