import { describe, expect, test } from "vitest";

import { makeKey } from "../../../../../test/support/api-keys.ts";
import { startDeployment } from "../../../../../test/support/deployment.ts";
import { days } from "../../kernel/clock.ts";
import { tellOfEndingKeys } from "./index.ts";

describe("an API key that ends", () => {
  test("is announced 14, 7 and 1 day before, once each, however many processes look, and told of when it has [C-149]", async () => {
    const local = await startDeployment();
    const who = await local.account();
    await makeKey(local, who, { name: "Deploys" });
    const mails = () =>
      local.inbox
        .list()
        .filter(({ subject }) => /API key .*(expire)/.test(subject))
        .map(({ subject }) => subject.replace(/Acme [0-9a-f]+/, "Acme"));
    const tell = () => Promise.all([1, 2, 3].map(() => tellOfEndingKeys(local.runtime)));
    const wanted: string[] = [];
    for (const [step, mail] of [
      [75, null],
      [1, "API key in Acme expires in 14 days"],
      [7, "API key in Acme expires in 7 days"],
      [6, "API key in Acme expires in 1 day"],
      [1, "API key in Acme expired"],
    ] as const) {
      local.advance(days(step) + 1000);
      await tell();
      await tell();
      if (mail !== null) wanted.push(mail);
      await expect.poll(mails).toEqual(wanted);
    }
    // As long as one that is too many might take.
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(mails()).toEqual(wanted);
    await local.stop();
  });
});
