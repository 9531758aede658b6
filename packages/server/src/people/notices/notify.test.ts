import { execFileSync } from "node:child_process";

import { noticeKinds, notices, unsentNotices } from "@holdfast/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, type Member, startDeployment } from "../../../../../test/support/deployment.ts";
import { originWithin } from "../../tenancy/audit/index.ts";
import { withAccount } from "../../tenancy/directory/index.ts";
import { type Notice, notify } from "./index.ts";

let holdfast: Deployment;
let root: Member;
let developer: Member;
beforeAll(async () => {
  holdfast = await startDeployment();
  root = await holdfast.account();
  developer = await holdfast.member(root, "developer");
});
afterAll(() => holdfast.stop());

const origin = originWithin("system", "test");
const tell = (notice: Notice): Promise<void> =>
  withAccount(holdfast.runtime.directory, root.accountId, (scope) => notify(holdfast.runtime, scope, notice));

/** Who got a mail with this subject, once it has gone out. */
async function told(subject: RegExp): Promise<string[]> {
  await expect.poll(() => mails(subject).length).toBeGreaterThan(0);
  return mails(subject).map((mail) => mail.to);
}
const mails = (subject: RegExp) => holdfast.inbox.list().filter((mail) => subject.test(mail.subject));

describe("a notice", () => {
  test("goes to the person that it is about, once [C-181]", async () => {
    await tell({ notice: "password.changed", user: developer.userId, origin, facts: {} });
    expect(await told(/^Your password/)).toEqual([developer.email]);
  });

  test("of what concerns the account goes to its administrators alone [C-193]", async () => {
    await tell({ notice: "policy.loosened", user: null, origin, facts: { settings: ["Idle end of a session"] } });
    expect(await told(/was loosened$/)).toEqual([root.email]);
  });

  test("tells a person and the administrators each in their own words", async () => {
    const facts = { before: "Developer", after: "Admin" };
    await tell({ notice: "role.raised", user: developer.userId, origin, facts });
    expect(await told(/^Your role .* was raised$/)).toEqual([developer.email]);
    expect(await told(/^A role .* was raised$/)).toEqual([root.email]);
  });

  test("is not sent when its change does not commit", async () => {
    const undone = withAccount(holdfast.runtime.directory, root.accountId, async (scope) => {
      await notify(holdfast.runtime, scope, { notice: "sign_in.blocked", user: developer.userId, origin, facts: {} });
      throw new Error("no");
    });
    await expect(undone).rejects.toThrow("no");
    await tell({ notice: "recovery.cancelled", user: developer.userId, origin, facts: {} });
    await told(/^Recovery/);
    expect(mails(/was blocked$/)).toEqual([]);
  });

  test("about a user of another account cannot be sent", async () => {
    const globex = await holdfast.account();
    const notice = { notice: "password.changed", user: globex.userId, origin, facts: {} } as const;
    await expect(tell(notice)).rejects.toMatchObject({ code: "user.not_found" });
  });
});

test("every notice says whom it tells and which promise it keeps [C-188]", () => {
  for (const kind of noticeKinds) {
    expect(notices[kind].whom.length).toBeGreaterThan(0);
    expect(notices[kind].claim).toMatch(/^[CD]-\d{2,3}$/);
  }
});

test("every notice is sent by somebody, or is said not to be yet", () => {
  const isNamed = (kind: string): boolean =>
    execFileSync("git", ["grep", "-l", "-F", `"${kind}"`, "--", "."], {
      cwd: new URL("../../", import.meta.url),
      encoding: "utf8",
    })
      .split("\n")
      .some((file) => file !== "" && !/\.test\.ts$|\/languages\/|\/notices\/preview\.ts$/.test(file));
  expect(noticeKinds.filter((kind) => !isNamed(kind))).toEqual([...unsentNotices]);
});
