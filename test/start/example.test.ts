import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { ensureDesk } from "../../scripts/bootstrap/desk.mjs";
import { freePort } from "../journeys/house.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("the example says who can sign in, lets them in, and leaves nothing behind at Ctrl-C", async () => {
  await ensureDesk(root, process.env);
  const folder = await mkdtemp(join(tmpdir(), "hf-example-"));
  const [holdfastPort, deskPort] = [await freePort(), await freePort()];
  const env = { TMPDIR: folder, EXAMPLE_HOLDFAST_PORT: String(holdfastPort), EXAMPLE_DESK_PORT: String(deskPort) };
  const example = spawn(process.execPath, [join(root, "examples/desk/demo/main.ts")], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  example.stdout.on("data", (chunk: Buffer) => (said += String(chunk)));
  await expect.poll(() => said, { timeout: 60_000 }).toContain("Ctrl-C ends it");

  const people = [...said.matchAll(/^ +(\S+@\S+) +(\S+) +(owner|admin|agent)$/gm)];
  expect(people.map(([, , , role]) => role)).toEqual(["owner", "agent", "owner", "admin", "agent"]);
  const desk = `http://localhost:${deskPort}`;
  for (const [, email, password] of people) {
    const headers = { "content-type": "application/json", origin: desk };
    const body = JSON.stringify({ email, password });
    const answer = await fetch(`${desk}/session`, { method: "POST", headers, body });
    expect([email, await answer.json()]).toEqual([email, { step: "done" }]);
  }

  // A terminal tells everything that runs in it, and npm tells what it runs once more.
  example.kill("SIGINT");
  await sleep(100);
  example.kill("SIGINT");
  expect(await once(example, "exit")).toEqual([0, null]);
  expect(await readdir(folder)).toEqual([]);
  for (const port of [deskPort, holdfastPort]) {
    await expect(fetch(`http://localhost:${port}`)).rejects.toThrow("fetch failed");
  }
  await rm(folder, { recursive: true });
}, 120_000);
