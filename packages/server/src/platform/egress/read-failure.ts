import { EgressFailure, type EgressRule } from "./failure.ts";

/** What errors of sockets, TLS and HTTP mean to whoever asked for the request. */
const meanings: readonly (readonly [EgressRule, RegExp])[] = [
  ["too_slow", /^(UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT|ETIMEDOUT|ABORT_ERR)$/],
  ["too_large", /^UND_ERR_(HEADERS_OVERFLOW|RES_EXCEEDED_MAX_SIZE)$/],
  // Whoever offers what is too old is told so by them, or found out here.
  ["tls_version", /^ERR_SSL_(TLSV1_ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL)$/],
  ["certificate", /^(ERR_TLS_CERT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|ERR_SSL_)/],
];

/** The failure that an error is; a bug of ours stays what it is. */
export function readFailure(error: unknown): unknown {
  if (error instanceof EgressFailure) return error;
  if (!(error instanceof Error)) return error;
  // Several addresses were tried, and none answered.
  if (error instanceof AggregateError) return new EgressFailure("unreachable", { cause: error });
  if (error.name === "TimeoutError" || error.name === "AbortError")
    return new EgressFailure("too_slow", { cause: error });
  if (error.name === "HTTPParserError") return new EgressFailure("malformed", { cause: error });
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  if (code === null) return error;
  const [rule = "unreachable"] = meanings.find(([, shape]) => shape.test(code)) ?? [];
  return new EgressFailure(rule, { cause: error });
}
