import { noticeKinds, notices, unsentNotices } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, startDeployment } from "../../../../../test/support/deployment.ts";
import { eventsOf } from "../../../../../test/support/events.ts";
import { originWithin } from "../../tenancy/audit/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { secondsToDigest } from "./digest.ts";
import { notify, sendDigest } from "./index.ts";

let holdfast: Deployment;
let root: Member;
beforeAll(async () => {
  holdfast = await startDeployment();
  root = await holdfast.account();
});
afterAll(() => holdfast.stop());

const choose = (who: Member, items: { notice: string; delivery: string }[]) =>
  holdfast.call({ method: "PUT", url: "/v1/me/notices", token: who.token, body: { items } });
const read = async (who: Member) =>
  (await holdfast.call({ method: "GET", url: "/v1/me/notices", token: who.token })).json().items;
const added = (): Promise<void> =>
  withAccount(holdfast.runtime.directory, root.accountId, (scope) =>
    notify(holdfast.runtime, scope, {
      notice: "member.added",
      user: root.userId,
      origin: originWithin("system", "test"),
      facts: { role: "Developer" },
    }),
  );
const mails = (subject: RegExp) => holdfast.inbox.list().filter((mail) => subject.test(mail.subject));

describe("somebody's choice of mails", () => {
  const listed = noticeKinds.filter((kind) => notices[kind].weight !== "asked" && !unsentNotices.has(kind));

  test("lists every notice that is sent but answers to requests, each as a mail to begin with [C-190]", async () => {
    const items = await read(root);
    expect(items.map(({ notice }: { notice: string }) => notice)).toEqual(listed);
    expect(items.every(({ delivery }: { delivery: string }) => delivery === "mail")).toBe(true);
  });

  test("cannot switch off or put off what is critical [C-190]", async () => {
    for (const kind of listed.filter((each) => notices[each].weight === "critical")) {
      for (const delivery of ["off", "digest"]) {
        const answer = await choose(root, [{ notice: kind, delivery }]);
        expect([answer.statusCode, answer.json().code]).toEqual([409, "notice.critical"]);
      }
    }
    for (const notice of ["password.reset_link", ...unsentNotices]) {
      expect((await choose(root, [{ notice, delivery: "off" }])).json().code).toBe("notice.not_found");
    }
  });

  test("is kept, holds for nobody else, and is audited", async () => {
    const admin = await holdfast.member(root, "admin");
    expect((await choose(admin, [{ notice: "member.added", delivery: "off" }])).statusCode).toBe(200);
    const chosen = (items: { notice: string; delivery: string }[]) =>
      items.find(({ notice }) => notice === "member.added")?.delivery;
    expect(chosen(await read(admin))).toBe("off");
    expect(chosen(await read(root))).toBe("mail");
    expect(await eventsOf(holdfast, root, { event: "notices.chosen", target: admin.userId })).toHaveLength(1);
    await added();
    await expect.poll(() => mails(/new member$/).map(({ to }) => to)).toEqual([root.email]);
  });

  test("is invisible to another account", async () => {
    const globex = await holdfast.account();
    const rows = await withAccount(
      holdfast.runtime.directory,
      globex.accountId,
      ({ sql }) => sql`select * from notice_choices`,
    );
    expect(rows).toHaveLength(0);
  });
});

describe("the mail of the day", () => {
  test("tells in one mail what was put off, and only once", async () => {
    expect((await choose(root, [{ notice: "member.added", delivery: "digest" }])).statusCode).toBe(200);
    const before = mails(/new member$/).length;
    await added();
    await added();
    const { runtime } = holdfast;
    await Promise.all([1, 2].map(() => sendDigest(runtime, root.accountId, root.userId)));
    await expect.poll(() => mails(/2 notices of the last day$/).map(({ to }) => to)).toEqual([root.email]);
    await sendDigest(runtime, root.accountId, root.userId);
    expect(mails(/of the last day$/)).toHaveLength(1);
    expect(mails(/new member$/)).toHaveLength(before);
    expect(mails(/of the last day$/)[0]?.text.match(/was added to/g)).toHaveLength(2);
  });

  test("goes out by itself when it is due", async () => {
    await added();
    await withAccount(holdfast.runtime.directory, root.accountId, async ({ sql }) => {
      await sql`update outbox set due_at = now() where kind = 'digest'`;
      await sql`update cell_outbox_accounts set due_at = now()`;
    });
    await expect.poll(() => mails(/1 notice of the last day$/).length, { timeout: 5000 }).toBe(1);
  });

  test("is due at six in the morning, always later than now", () => {
    const at = (time: string): number => secondsToDigest(Date.parse(`2026-11-22T${time}Z`));
    expect([at("05:59:59.500"), at("06:00:00"), at("07:00:00")]).toEqual([1, 86_400, 23 * 3600]);
  });
});
