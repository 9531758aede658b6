import { execFileSync } from "node:child_process";

import { describe, expect, test } from "vitest";

const program = `
  import { readdirSync, readFileSync } from "node:fs";
  import { getPriority } from "node:os";
  import { createPasswordHasher } from ${JSON.stringify(new URL("./index.ts", import.meta.url).href)};

  const hasher = createPasswordHasher({ profiles: "test" });
  await hasher.hash("plum-anvil-rhythm-97-quartz", "argon2id-19m-t2");
  const threads = readdirSync("/proc/self/task").map((thread) => ({
    name: readFileSync("/proc/self/task/" + thread + "/comm", "utf8").trim(),
    niceness: getPriority(Number(thread)),
  }));
  console.log(JSON.stringify({ main: getPriority(), pool: threads.filter(({ name }) => name === "libuv-worker") }));
`;

describe.runIf(process.platform === "linux")("the threads that hash", () => {
  test("give way to the thread that answers requests", () => {
    const output = execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
    const { main, pool } = JSON.parse(output);
    expect(pool.length).toBeGreaterThan(0);
    for (const { niceness } of pool) expect(niceness).toBeGreaterThan(main);
  });
});
