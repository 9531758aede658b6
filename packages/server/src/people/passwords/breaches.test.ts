import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { pwnedPasswords } from "./breaches.ts";

/** SHA-1 of "password" is 5BAA6 1E4C9B93F3F0682250B6CF8331B7EE68FD8. */
const ofPassword = "1E4C9B93F3F0682250B6CF8331B7EE68FD8";
const padding = `${"0".repeat(35)}:0`;

let asked: IncomingMessage[] = [];
let answer: (response: ServerResponse) => void;
const server = createServer((request, response) => {
  asked.push(request);
  answer(response);
});
let lookup: ReturnType<typeof pwnedPasswords>;
let impatient: typeof lookup;
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the address of a TCP server is an object
  const { port } = server.address() as AddressInfo;
  lookup = pwnedPasswords({ url: `http://127.0.0.1:${port}`, timeoutMs: 10_000 });
  impatient = pwnedPasswords({ url: `http://127.0.0.1:${port}`, timeoutMs: 300 });
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

describe("a look-up of breached passwords [C-102]", () => {
  test("sends five characters of a hash, asks for padding, and nothing more", async () => {
    asked = [];
    answer = (response) => response.end(`${padding}\r\n${ofPassword}:9545824\r\n`);
    expect(await lookup.isBreached("password")).toBe(true);
    expect(asked.map(({ url, method, headers }) => [method, url, headers["add-padding"]])).toEqual([
      ["GET", "/range/5BAA6", "true"],
    ]);
  });

  test.each([
    ["is not on the list", `${padding}\n0018A45C4D1DEF81644B54AB7F969B88D65:3`, false],
    ["is there as padding alone", `${ofPassword}:0`, false],
    ["is the last of many", `${padding}\n${ofPassword}:1`, true],
  ])("of one that %s", async (_name, body, isBreached) => {
    answer = (response) => response.end(body);
    expect(await lookup.isBreached("password")).toBe(isBreached);
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ["answers nothing", () => undefined],
    ["fails", (response) => void response.writeHead(503).end(`${ofPassword}:0`)],
    ["says nothing", (response) => void response.end("")],
    ["says something else", (response) => void response.end("<html>welcome to the hotel's network</html>")],
    ["hangs up", (response) => void response.destroy()],
  ])("throws when the service %s: nobody takes silence for a yes", async (what, mood) => {
    answer = mood;
    const asking = what === "answers nothing" ? impatient : lookup;
    await expect(asking.isBreached("password")).rejects.toThrow(/\S/);
  });
});
