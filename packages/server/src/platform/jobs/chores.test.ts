import { describe, expect, test } from "vitest";

import { createLog } from "../../kernel/log.ts";
import { startChores } from "./index.ts";

const silent = createLog(() => {}, Date.now);

describe("chores that are stopped", () => {
  test("are waited for while they are under way", async () => {
    const begun = Promise.withResolvers<void>();
    let isDone = false;
    const run = async (): Promise<void> => {
      begun.resolve();
      await new Promise((resolve) => setTimeout(resolve, 50));
      isDone = true;
    };
    const chores = startChores(silent, [{ name: "short", everyMs: 1, run }]);
    await begun.promise;
    await chores.stop();
    expect(isDone).toBe(true);
  });

  test("hold nobody up for longer than patience lasts", async () => {
    const begun = Promise.withResolvers<void>();
    const run = (): Promise<void> => {
      begun.resolve();
      return new Promise(() => {});
    };
    const chores = startChores(silent, [{ name: "endless", everyMs: 1, run }], 20);
    await begun.promise;
    await expect(chores.stop()).resolves.toBeUndefined();
  });
});
