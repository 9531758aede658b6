import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Deployment, startDeployment } from "../../../../../test/support/deployment.ts";
import { captchaControls } from "./controls.ts";

let holdfast: Deployment;
beforeAll(async () => {
  holdfast = await startDeployment();
});
afterAll(() => holdfast.stop());

describe("the control of CAPTCHAs [C-140]", () => {
  const probe = (deps: Parameters<typeof captchaControls>[0]) => captchaControls(deps)[0]?.probe();

  test("is ok while a solution works once", async () => {
    const evidence = { provider: "altcha", elsewhere: "refused", first: "let through", second: "refused" };
    expect(await probe(holdfast.runtime)).toEqual({ ok: true, evidence });
  });

  test("fails when solutions come through again", async () => {
    const { captcha } = holdfast.runtime;
    let mark = 0;
    const forgetful = {
      ...captcha,
      check: async (...args: Parameters<typeof captcha.check>) => {
        const solved = await captcha.check(...args);
        return solved && { ...solved, mark: `${solved.mark} ${(mark += 1)}` };
      },
    };
    expect((await probe({ ...holdfast.runtime, captcha: forgetful }))?.ok).toBe(false);
  });

  test("fails when nobody is let through", async () => {
    const deaf = { ...holdfast.runtime.captcha, check: async () => null };
    expect((await probe({ ...holdfast.runtime, captcha: deaf }))?.ok).toBe(false);
  });
});
