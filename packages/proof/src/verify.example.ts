// oxlint-disable no-console -- printing is what it is for
import { describeFault, verifyLogDirectory } from "@holdfast/proof";
import { directoryReader } from "@holdfast/proof/node";

const [directory = ".", vkey = ""] = process.argv.slice(2);
const report = await verifyLogDirectory(directoryReader(directory), { vkey });

for (const fault of report.faults) console.error(describeFault(fault));
console.log(report.ok ? `${report.counts.entries} entries are as they were logged` : "Do not trust this log");
process.exitCode = report.ok ? 0 : 1;
