/** Runs the tests, and closes with their counts on a line of their own. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runForeground } from "../bootstrap/child.mjs";

/**
 * @typedef {{ status: string, assertionResults: { status: string }[] }} FileReport
 * @typedef {{ testResults: FileReport[] }} Report the part of vitest's JSON that we read
 */

/**
 * @param {import("../bootstrap/runtime.mjs").Workspace} workspace
 * @param {string[]} args further arguments for vitest
 * @returns {Promise<number>}
 */
export async function test({ root, runtime, env }, args) {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-test-report-"));
  try {
    const file = join(folder, "report.json");
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    const code = await runForeground(runtime, [vitest, "run", ...reporters, ...args], { cwd: root, env });
    console.log(closingLine(readReport(file), code));
    return code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A failure that belongs to no test (a file that does not load, an error outside every test) counts as one, so that the
 * line never says "0 failed" of a failed run.
 *
 * @param {Report | null} report
 * @param {number} code vitest's exit code
 */
export function closingLine(report, code) {
  const files = report?.testResults ?? [];
  const statuses = files.flatMap((file) => file.assertionResults.map(({ status }) => status));
  const count = (/** @type {string} */ wanted) => statuses.filter((status) => status === wanted).length;

  const broken = files.filter((file) => file.status === "failed" && !hasFailedTest(file)).length;
  const failed = count("failed") + broken;
  const passed = count("passed");
  const skipped = statuses.length - passed - count("failed");

  const line = `${passed} passed, ${code === 0 ? failed : Math.max(failed, 1)} failed`;
  return skipped === 0 ? line : `${line}, ${skipped} skipped`;
}

/** @param {FileReport} file */
function hasFailedTest(file) {
  return file.assertionResults.some(({ status }) => status === "failed");
}

/**
 * @param {string} file
 * @returns {Report | null} null when vitest stopped before it wrote one
 */
function readReport(file) {
  try {
    /** @type {unknown} */
    const content = JSON.parse(readFileSync(file, "utf8"));
    return isReport(content) ? content : null;
  } catch {
    return null;
  }
}

/**
 * @param {unknown} content
 * @returns {content is Report}
 */
function isReport(content) {
  return typeof content === "object" && content !== null && "testResults" in content;
}
