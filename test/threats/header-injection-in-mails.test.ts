import type { NoticeFacts } from "@holdfast/contract";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { notify } from "../../packages/server/src/people/notices/index.ts";
import { createSmtpMailer, type Mailer } from "../../packages/server/src/platform/mail/index.ts";
import { Secret } from "../../packages/server/src/kernel/secret.ts";
import { originWithin } from "../../packages/server/src/tenancy/audit/index.ts";
import { withAccount } from "../../packages/server/src/tenancy/directory/index.ts";
import { type Deployment, type Member, startDeployment } from "../support/deployment.ts";
import { startSmtp, type TestSmtp } from "../support/smtp.ts";

/**
 * Whoever may name something (an account, a key, a factor) writes into mails that others get. They try to add headers and
 * recipients, markup, links, and letters that turn the text around.
 */
const hostile = [
  "Acme\r\nBcc: eve@evil.example",
  "Acme\nContent-Type: text/html\n\n<script>alert(1)</script>",
  "Acme\u2028Bcc: eve@evil.example",
  "=?utf-8?q?Bcc=3A_eve=40evil.example?=\r\n x",
  '"><img src=https://evil.example/x.png onerror=alert(1)>',
  "</h1><style>body{display:none}</style>",
  "Click https://evil.example/win now",
  "support@evil.example",
  "evil.example",
  "\u202egnp.exe \u2066x\u2069",
  "{name} ${process.env.HOME} %s {{account}}",
  "a".repeat(5000),
];

let holdfast: Deployment;
let root: Member;
let smtp: TestSmtp;
let mailer: Mailer;
beforeAll(async () => {
  smtp = await startSmtp();
  const url = new Secret(`smtp://127.0.0.1:${smtp.port}`);
  mailer = createSmtpMailer({ url, from: "Holdfast <no-reply@holdfast.test>", domain: "holdfast.test" });
  holdfast = await startDeployment();
  root = await holdfast.account();
});
afterAll(async () => {
  await holdfast.stop();
  await mailer.close();
  await smtp.close();
});

type KeyFacts = NoticeFacts["key.created"];
let sent = 0;

/** The mail about a key of this name, as a mail server gets it. */
async function mailAbout(
  facts: KeyFacts,
): Promise<{ html: string; text: string; source: string; to: readonly string[] }> {
  const origin = { ...originWithin("system", "test"), device: facts.name, address: "203.0.113.9" };
  await withAccount(holdfast.runtime.directory, root.accountId, (scope) =>
    notify(holdfast.runtime, scope, { notice: "key.created", user: root.userId, origin, facts }),
  );
  const ours = () => holdfast.inbox.list().filter(({ subject }) => subject.startsWith("New API key in"));
  sent += 1;
  await vi.waitUntil(() => ours().length === sent, { timeout: 5000 });
  const mail = ours().at(-1);
  if (mail?.html === undefined) throw new Error("no mail");
  await mailer.send({ ...mail, id: `threat-${sent}` });
  const received = smtp.received.at(-1);
  return { html: mail.html, text: mail.text, source: received?.source ?? "", to: received?.to ?? [] };
}

describe("a hostile name in a mail", () => {
  test.each(hostile)("%j adds no header, no recipient, no markup and no link [C-255]", async (name) => {
    const { html, text, source, to } = await mailAbout({ name });
    expect(to).toEqual([root.email]);
    const headers = source.slice(0, source.indexOf("\r\n\r\n"));
    expect(headers.match(/^(?:Bcc|Cc|To|Subject|From|Content-Type):/gim)?.sort()).toEqual(
      ["Content-Type:", "From:", "Subject:", "To:"].sort(),
    );
    expect(html).not.toMatch(/<(?:script|img|svg|iframe)|<style>body/i);
    expect(html.match(/<style>/g)).toHaveLength(1);
    for (const [, url] of html.matchAll(/href="([^"]*)"/g)) expect(url).toMatch(/^https:\/\/holdfast\.test\//);
    // What a program would make a link of by itself.
    for (const said of [html, text]) expect(said).not.toMatch(/https?:\/\/evil|evil\.example|support@evil/);
    // oxlint-disable-next-line no-control-regex -- they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
    expect(text.length).toBeLessThan(2000);
  });

  test("of any characters stays on its line [C-255]", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", minLength: 1, maxLength: 40 }), async (name) => {
        const { text, html } = await mailAbout({ name });
        // oxlint-disable-next-line no-control-regex -- they are what must not be there
        expect(text).not.toMatch(/[\r\u0000\u2028]/);
        expect(html.match(/<h1/g)).toHaveLength(1);
        expect(text.split("\n")).toHaveLength(baseline);
      }),
      { numRuns: 15 },
    );
  });
});

/** Lines of the same mail about a key that is simply called “x”. */
let baseline = 0;
beforeAll(async () => {
  baseline = (await mailAbout({ name: "x" })).text.split("\n").length;
});

describe("an account's name", () => {
  test("that is a link is none in the mail to an address that nobody proved", async () => {
    const slug = `evil-${Date.now()}`;
    const owner = {
      email: "victim@example.com",
      name: "See www.evil.example",
      password: "plum-anvil-rhythm-97-quartz",
    };
    const body = { name: "You won: evil.example/win", slug, region: "eu", owner };
    const answer = await holdfast.call({ method: "POST", url: "/v1/accounts", body });
    expect(answer.statusCode).toBe(201);
    await expect.poll(() => holdfast.inbox.list().filter(({ to }) => to === owner.email).length).toBe(1);
    const mail = holdfast.inbox.list().find(({ to }) => to === owner.email);
    expect(`${mail?.text} ${mail?.html}`).not.toMatch(/evil\.example|www\.evil/);
    // A stranger's address is not greeted by what a stranger typed.
    expect(mail?.text).not.toContain("Hello");
  });
});
