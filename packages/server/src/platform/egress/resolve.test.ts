import { createSocket, type Socket } from "node:dgram";
import { lookup } from "node:dns/promises";

import { afterEach, describe, expect, test } from "vitest";

import { resolveBy } from "./resolve.ts";

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

/** A name server. @returns its address */
async function serve(answer: (query: Buffer) => Buffer | null): Promise<string> {
  const socket = createSocket("udp4");
  sockets.push(socket);
  socket.on("message", (query, { port, address }) => {
    const said = answer(query);
    if (said !== null) socket.send(said, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return `127.0.0.1:${socket.address().port}`;
}

/** RFC 1035 section 4.1: the question again, and these addresses where it asks for their type. */
function answering(addresses: Readonly<Record<number, Buffer>>) {
  return (query: Buffer): Buffer => {
    const end = query.indexOf(0, 12) + 5;
    const type = query.readUInt16BE(end - 4);
    const address = addresses[type];
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(0x8180, 2);
    header.writeUInt16BE(address === undefined ? 0 : 1, 6);
    header.writeUInt16BE(0, 10);
    const question = query.subarray(12, end);
    if (address === undefined) return Buffer.concat([header, question]);
    const record = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, address.length]);
    return Buffer.concat([header, question, record, address]);
  };
}

describe("the addresses of a name", () => {
  test("are those of both families, or of the one that there is", async () => {
    const [v4, v6] = [Buffer.from([192, 0, 2, 7]), Buffer.from("20010db8000000000000000000000007", "hex")];
    const both = resolveBy([await serve(answering({ 1: v4, 28: v6 }))]);
    expect(await both("hooks.example.com")).toEqual(["192.0.2.7", "2001:db8::7"]);
    const one = resolveBy([await serve(answering({ 28: v6 }))]);
    expect(await one("hooks.example.com")).toEqual(["2001:db8::7"]);
    const none = resolveBy([await serve(answering({}))]);
    expect(await none("hooks.example.com")).toEqual([]);
  });

  test("are not waited for by other names, when a name server does not answer [C-255]", async () => {
    const silent = resolveBy([await serve(() => null)]);
    let answered = 0;
    for (let n = 0; n < 200; n += 1) void silent(`n${n}.example.com`).then(() => (answered += 1));
    const began = performance.now();
    await lookup("localhost");
    expect([answered, performance.now() - began < 1000]).toEqual([0, true]);
  });
});
