/**
 * Which promises are kept: reads docs/claims.json, the titles of all tests and the controls, and prints what is proven,
 * measured and open. `npm run claims -- --help` tells the rest.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { claimDocument } from "./claims/claims.ts";
import { type Coverage, coverageOf, faultsIn } from "./claims/coverage.ts";
import { sectionReport, summary } from "./claims/report.ts";
import { scan } from "./claims/scan.ts";

const help = `npm run claims [-- options]

  --section R   the claims of one section (A to Z), each with what proves it
  --json        everything, as JSON
  --check       only check the titles; fails when one names a claim that does not exist

A test proves a claim when its title ends in the claim's id, in brackets of its own:
  test("a reset ends every session of the user [C-133]", …)
  test("a key is derived per purpose [C-052] [C-054]", …)
A describe may carry one for all its tests. A skipped test proves nothing.
A control measures a claim when it lists it: { name: "tls.floor", claims: ["C-032"], … } in a controls.ts.`;

function main(): number {
  const { values: options } = parseArgs({
    options: {
      section: { type: "string" },
      json: { type: "boolean" },
      check: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (options.help === true) {
    console.log(help);
    return 0;
  }
  const found = scan(fileURLToPath(new URL("..", import.meta.url)));
  const faults = faultsIn(claimDocument, found);
  for (const fault of faults) console.error(fault);
  if (options.check === true) {
    console.log(`${found.mentions.length} claims named in ${found.files} files, ${faults.length} faults`);
    return faults.length === 0 ? 0 : 1;
  }
  const coverage = coverageOf(claimDocument, found.mentions);
  console.log(options.json === true ? JSON.stringify(coverage, null, 2) : report(coverage, options.section));
  return 0;
}

function report(coverage: Coverage, section: string | undefined): string {
  if (section === undefined) return summary(coverage);
  const id = section.toUpperCase();
  if (!Object.hasOwn(claimDocument.sections, id)) throw new Error(`There is no section ${section}; they are A to Z.`);
  return sectionReport(coverage, id);
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
