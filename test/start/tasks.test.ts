import { describe, expect, test } from "vitest";
import { closingLine } from "../../scripts/tasks/test.mjs";
import { makeCheckout, runScript, write } from "./checkout.ts";

describe("the closing line of the tests", () => {
  const file = (status: string, ...statuses: string[]) => ({
    status,
    assertionResults: statuses.map((status) => ({ status })),
  });

  test("counts passed, failed and skipped tests", () => {
    const report = { testResults: [file("failed", "passed", "failed", "pending"), file("passed", "passed", "todo")] };
    expect(closingLine(report, 1)).toBe("2 passed, 1 failed, 2 skipped");
  });

  test("leaves out what there is none of, but never the failures", () => {
    expect(closingLine({ testResults: [file("passed", "passed")] }, 0)).toBe("1 passed, 0 failed");
  });

  test("counts a file that does not load as a failure", () => {
    expect(closingLine({ testResults: [file("failed"), file("passed", "passed")] }, 1)).toBe("1 passed, 1 failed");
  });

  test("never says that nothing failed of a run that failed", () => {
    expect(closingLine({ testResults: [file("passed", "passed")] }, 1)).toBe("1 passed, 1 failed");
    expect(closingLine(null, 1)).toBe("0 passed, 1 failed");
  });
});

describe("the check", () => {
  test("stops at the first failing step and shows its output", { timeout: 20_000 }, async () => {
    const root = makeCheckout();
    await runScript(root, "start.mjs", []);
    write(root, "node_modules/oxfmt/bin/oxfmt", "");
    write(root, "node_modules/oxlint/bin/oxlint", "console.log('a floating promise'); process.exit(2)");

    const { code, stdout } = await runScript(root, "run.mjs", ["check"]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^format +ok +\d+\.\d s\nlint +failed +\d+\.\d s\n\na floating promise\n\n$/);
  });

  test("names the tasks when asked for an unknown one", async () => {
    const { code, stderr } = await runScript(makeCheckout(), "run.mjs", ["toString"]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "Name a task: test, check, claims, bench, example.\n" });
  });
});
