import { createHmac, hash } from "node:crypto";

import type { Secret } from "../../kernel/secret.ts";

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret<string>;
  /** Of temporary credentials. */
  readonly sessionToken?: Secret<string>;
}

export interface AwsRequest {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly region: string;
  readonly service: string;
}

const algorithm = "AWS4-HMAC-SHA256";

/**
 * Signature Version 4 (AWS IAM User Guide, "Create a signed AWS API request"), for requests without a query string,
 * which is all that the JSON protocols need. Returns the headers to send, all of them signed.
 */
export function signAwsRequest(request: AwsRequest, credentials: AwsCredentials, now: number): Record<string, string> {
  if (request.url.search !== "") throw new TypeError("a request with a query string is not signed here");
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
  const scope = `${time.slice(0, 8)}/${request.region}/${request.service}/aws4_request`;
  const headers: Record<string, string> = { ...request.headers, host: request.url.host, "x-amz-date": time };
  if (credentials.sessionToken !== undefined) headers["x-amz-security-token"] = credentials.sessionToken.reveal();

  const names = Object.keys(headers).sort();
  const canonicalRequest = [
    request.method,
    request.url.pathname,
    "",
    ...names.map((name) => `${name}:${(headers[name] ?? "").trim()}`),
    "",
    names.join(";"),
    hash("sha256", request.body, "hex"),
  ].join("\n");
  const stringToSign = [algorithm, time, scope, hash("sha256", canonicalRequest, "hex")].join("\n");
  const signature = hmac(signingKey(credentials, scope), stringToSign).toString("hex");
  headers["authorization"] =
    `${algorithm} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
  return headers;
}

/** The secret narrowed to a day, a region and a service: what leaks of it is good for no more. */
const signingKey = (credentials: AwsCredentials, scope: string): Buffer =>
  scope.split("/").reduce(hmac, Buffer.from(`AWS4${credentials.secretAccessKey.reveal()}`));

const hmac = (key: Buffer, text: string): Buffer => createHmac("sha256", key).update(text, "utf8").digest();
