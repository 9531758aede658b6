import { connect, type Socket } from "node:net";

/** Each connection from another loopback address, as other clients would: limits count them apart. */
export function openConnection(port: number, n: number): Promise<Socket> {
  const localAddress = process.platform === "linux" ? `127.0.1.${(n % 250) + 1}` : "127.0.0.1";
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", localAddress, noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });
}

/** Whether an answer has come whole. */
export function isComplete(answer: Buffer): boolean {
  const end = answer.indexOf("\r\n\r\n");
  if (end === -1) return false;
  const head = answer.toString("latin1", 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return answer.length >= end + 4 + Number(length);
  return answer.toString("latin1", answer.length - 5) === "0\r\n\r\n";
}

/** `200` of "HTTP/1.1 200 OK"; nothing of an answer that did not come. */
export const statusOf = (answer: Buffer): string => answer.toString("latin1", 9, 12);
