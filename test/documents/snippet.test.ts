import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type Deployment, signInAs, startDeployment } from "../support/deployment.ts";

const run = promisify(execFile);
const snippet = fileURLToPath(new URL("../../docs/snippets/sdk.ts", import.meta.url));

let holdfast: Deployment;
let url: string;
beforeAll(async () => {
  holdfast = await startDeployment();
  url = await holdfast.app.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(() => holdfast.stop());

test("the snippet of the README ends every other session of its caller, and says how long that took", async () => {
  const here = await holdfast.account();
  const there = await signInAs(holdfast, here);
  const env = { PATH: process.env["PATH"], API: url, TOKEN: here.token };

  const { stdout } = await run(process.execPath, [snippet], { env });

  expect(stdout).toMatch(new RegExp(`^${there.sessionId} is refused by every process, [\\d.]+ ms after .+\n$`));
  const standing = [here, there].map(({ token }) => holdfast.call({ method: "GET", url: "/v1/me", token }));
  expect((await Promise.all(standing)).map(({ statusCode }) => statusCode)).toEqual([200, 401]);
});
