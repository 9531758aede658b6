/** Fails when the sources of this checkout leave the architecture that graph.ts describes. */
import { fileURLToPath } from "node:url";

import { checkArchitecture } from "./architecture.ts";

const { files, violations } = await checkArchitecture(fileURLToPath(new URL("../..", import.meta.url)));
for (const violation of violations) console.error(violation);
console.log(`${files} source files, ${violations.length} violations of the architecture`);
process.exitCode = violations.length === 0 ? 0 : 1;
