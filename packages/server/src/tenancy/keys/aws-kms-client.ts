import { setTimeout as pause } from "node:timers/promises";

import { type Clock, seconds, systemClock } from "../../kernel/clock.ts";
import { type AwsCredentials, signAwsRequest } from "./aws-signature.ts";
import { UnwrapFailure, WrapperUnavailable } from "./key-wrapper.ts";

export interface AwsKmsOptions {
  readonly region: string;
  /** Asked for every call, so temporary credentials may be renewed behind it. */
  readonly credentials: () => AwsCredentials | Promise<AwsCredentials>;
  /** Default: the public endpoint of the region. Plain HTTP is accepted on loopback only. */
  readonly endpoint?: string;
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

/** Fields of the answer, none of them checked. */
export type KmsAnswer = Readonly<Record<string, unknown>>;

// The ciphertext was altered, was made under another encryption context or another key.
const refusals = new Set(["InvalidCiphertextException", "IncorrectKeyException"]);
const passing = new Set(["ThrottlingException", "LimitExceededException", "KMSInternalException"]);

type Reply = { readonly answer: KmsAnswer } | { readonly failure: Error; readonly mayPass: boolean };

/**
 * One call of the KMS API, tried twice at most.
 * @throws UnwrapFailure when KMS refused the ciphertext
 * @throws WrapperUnavailable for everything else: no answer, no access, a disabled key
 */
export async function callKms(
  options: AwsKmsOptions,
  operation: "Encrypt" | "Decrypt",
  input: KmsAnswer,
): Promise<KmsAnswer> {
  let reply = await attempt(options, operation, input);
  if ("failure" in reply && reply.mayPass) {
    await pause(50 + Math.random() * 100);
    reply = await attempt(options, operation, input);
  }
  if ("failure" in reply) throw reply.failure;
  return reply.answer;
}

async function attempt(options: AwsKmsOptions, operation: string, input: KmsAnswer): Promise<Reply> {
  const { region, timeoutMs = seconds(3), clock = systemClock } = options;
  const url = endpointOf(options);
  const body = JSON.stringify(input);
  const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": `TrentService.${operation}` };
  try {
    const request = { method: "POST", url, headers, body, region, service: "kms" } as const;
    const { host: _, ...signed } = signAwsRequest(request, await options.credentials(), clock());
    const response = await fetch(url, {
      method: "POST",
      headers: signed,
      body,
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return judge(operation, response.status, parseObject(await response.text()));
  } catch (error) {
    return { failure: new WrapperUnavailable(`KMS ${operation} got no answer`, { cause: error }), mayPass: true };
  }
}

function judge(operation: string, status: number, answer: KmsAnswer): Reply {
  if (status === 200) return { answer };
  // `__type` may carry a namespace before a hash.
  const type = String(answer["__type"]).split("#").at(-1) ?? "";
  const message = `KMS ${operation} answered ${status} ${/^\w{1,60}$/.test(type) ? type : "without a type"}`;
  if (refusals.has(type)) return { failure: new UnwrapFailure(message), mayPass: false };
  return { failure: new WrapperUnavailable(message), mayPass: status >= 500 || passing.has(type) };
}

/** @throws for a plain HTTP endpoint beyond loopback */
export function endpointOf(options: AwsKmsOptions): URL {
  const url = new URL(options.endpoint ?? `https://kms.${options.region}.amazonaws.com`);
  const loopback = ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname);
  // Keys travel in these requests.
  if (url.protocol !== "https:" && !loopback) throw new Error("the KMS endpoint must be https");
  return url;
}

function parseObject(text: string): KmsAnswer {
  const parsed: unknown = text === "" ? {} : JSON.parse(text);
  if (typeof parsed !== "object" || parsed === null)
    throw new TypeError("KMS answered with something else than an object");
  return { ...parsed };
}
