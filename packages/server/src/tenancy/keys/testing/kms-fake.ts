import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

import { equalBytes } from "../../../kernel/bytes.ts";

/*
 * AWS KMS as far as Encrypt and Decrypt go: real AES-256-GCM under keys that it keeps to itself, and every request's
 * Signature Version 4 checked from the request alone, by code that the client does not share.
 */

export interface KmsFake {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Status of every answer, in order. */
  readonly statuses: number[];
  /** ARN of a new key. */
  createKey(): string;
  /** What the next requests get instead of an answer, one each. `hang` never answers. */
  readonly faults: ({ status: number; type: string } | "hang" | "hang_up")[];
  close(): Promise<void>;
}

class Refusal extends Error {
  readonly status: number;

  constructor(type: string, status = 400) {
    super(type);
    this.status = status;
  }
}

export async function startKmsFake(): Promise<KmsFake> {
  const keys = new Map<string, Buffer>();
  const statuses: number[] = [];
  const faults: KmsFake["faults"] = [];
  const identity = { accessKeyId: `AKIA${randomBytes(8).toString("hex")}`, secretAccessKey: randomUUID() };
  const region = "eu-central-1";

  const server = createServer((request, response) => {
    void serve(request, response);
  });
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    const fault = faults.shift();
    if (fault === "hang") return;
    if (fault === "hang_up") {
      request.socket.destroy();
      return;
    }
    const [status, answer] = fault === undefined ? answerTo(request, body) : [fault.status, { __type: fault.type }];
    statuses.push(status);
    response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(answer));
  };
  const answerTo = (request: IncomingMessage, body: Buffer): [number, Record<string, unknown>] => {
    try {
      verifySignature(request, body, region, identity);
      const operation = request.headers["x-amz-target"];
      const input = parseInput(body);
      if (operation === "TrentService.Encrypt") return [200, encrypt(keys, input)];
      if (operation === "TrentService.Decrypt") return [200, decrypt(keys, input)];
      throw new Refusal("UnknownOperationException");
    } catch (error) {
      if (error instanceof Refusal) return [error.status, { __type: `com.amazonaws.kms#${error.message}` }];
      throw error;
    }
  };
  const port = await listen(server);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region,
    ...identity,
    statuses,
    faults,
    createKey() {
      const arn = `arn:aws:kms:${region}:111122223333:key/${randomUUID()}`;
      keys.set(arn, randomBytes(32));
      return arn;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Input {
  readonly keyId: string | undefined;
  readonly plaintext: Buffer;
  readonly blob: Buffer;
  /** The encryption context, in one canonical form. */
  readonly context: string;
}

function parseInput(body: Buffer): Input {
  const input: unknown = JSON.parse(body.toString());
  const text = (from: unknown, field: string): string | undefined => {
    if (typeof from !== "object" || from === null || !(field in from)) return undefined;
    const value: unknown = Reflect.get(from, field);
    return typeof value === "string" ? value : JSON.stringify(value);
  };
  const context: unknown = JSON.parse(text(input, "EncryptionContext") ?? "{}");
  const pairs = typeof context === "object" && context !== null ? Object.entries(context) : [];
  return {
    keyId: text(input, "KeyId"),
    plaintext: Buffer.from(text(input, "Plaintext") ?? "", "base64"),
    blob: Buffer.from(text(input, "CiphertextBlob") ?? "", "base64"),
    context: JSON.stringify(pairs.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function encrypt(keys: ReadonlyMap<string, Buffer>, input: Input): Record<string, unknown> {
  const [arn, key] = findKey(keys, input.keyId);
  if (input.plaintext.length === 0 || input.plaintext.length > 4096) throw new Refusal("ValidationException");
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(input.context));
  const body = Buffer.concat([cipher.update(input.plaintext), cipher.final()]);
  const blob = Buffer.concat([Buffer.from(arn), Buffer.of(0), iv, body, cipher.getAuthTag()]);
  return { CiphertextBlob: blob.toString("base64"), KeyId: arn, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" };
}

function decrypt(keys: ReadonlyMap<string, Buffer>, { blob, keyId, context }: Input): Record<string, unknown> {
  const end = blob.indexOf(0);
  const blobArn = blob.subarray(0, end).toString();
  if (end < 0 || !keys.has(blobArn)) throw new Refusal("InvalidCiphertextException");
  // Without a KeyId the blob names its own key: what a careful client must not allow.
  const [arn, key] = findKey(keys, keyId ?? blobArn);
  if (arn !== blobArn) throw new Refusal("IncorrectKeyException");
  try {
    const body = blob.subarray(end + 13);
    const decipher = createDecipheriv("aes-256-gcm", key, blob.subarray(end + 1, end + 13), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(context)).setAuthTag(body.subarray(-16));
    const plaintext = Buffer.concat([decipher.update(body.subarray(0, -16)), decipher.final()]);
    return { Plaintext: plaintext.toString("base64"), KeyId: arn, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" };
  } catch {
    throw new Refusal("InvalidCiphertextException");
  }
}

function findKey(keys: ReadonlyMap<string, Buffer>, keyId: string | undefined): [string, Buffer] {
  for (const [arn, key] of keys) if (arn === keyId || arn.endsWith(`/${keyId}`)) return [arn, key];
  throw new Refusal("NotFoundException");
}

const sha256Hex = (data: Buffer | string): string => createHash("sha256").update(data).digest("hex");

function verifySignature(
  request: IncomingMessage,
  body: Buffer,
  region: string,
  identity: { accessKeyId: string; secretAccessKey: string },
): void {
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? "",
    );
  const [, accessKeyId, scope = "", signedHeaders = "", signature = ""] = parts ?? [];
  if (accessKeyId !== identity.accessKeyId) throw new Refusal("UnrecognizedClientException");
  const time = String(request.headers["x-amz-date"]);
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time) ?? [];
  const sentAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (!(Math.abs(Date.now() - sentAt) < 5 * 60_000)) throw new Refusal("InvalidSignatureException");
  if (scope !== `${year}${month}${day}/${region}/kms/aws4_request`) throw new Refusal("InvalidSignatureException");
  const names = signedHeaders.split(";");
  for (const needed of ["host", "x-amz-date", "x-amz-target", "content-type"]) {
    if (!names.includes(needed)) throw new Refusal("InvalidSignatureException");
  }
  const canonical =
    `${request.method}\n${request.url}\n\n` +
    names.map((name) => `${name}:${String(request.headers[name]).trim()}\n`).join("") +
    `\n${signedHeaders}\n${sha256Hex(body)}`;
  let key = Buffer.from(`AWS4${identity.secretAccessKey}`);
  for (const part of [...scope.split("/"), `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256Hex(canonical)}`]) {
    key = createHmac("sha256", key).update(part).digest();
  }
  if (!equalBytes(key, Buffer.from(signature, "hex"))) throw new Refusal("InvalidSignatureException");
}

const readBody = async (request: IncomingMessage): Promise<Buffer> => buffer(request);

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("no port"));
      else resolve(address.port);
    });
  });
