import type { RouteSpec } from "@holdfast/contract";

import { exampleOf } from "./example.ts";
import { plain } from "./json-schema.ts";
import { examplePath } from "./operation-path.ts";

/** A call of this operation that can be pasted into a shell, with the access token in `TOKEN`. */
export function curlOf(spec: RouteSpec, serverUrl: string): string {
  const method = spec.method === "GET" ? "" : ` -X ${spec.method}`;
  return [
    `curl${method} ${quoted(serverUrl + examplePath(spec))}`,
    ...(spec.who === "public" ? [] : ['-H "Authorization: Bearer $TOKEN"']),
    ...(spec.idempotent === true ? ['-H "Idempotency-Key: $(uuidgen)"'] : []),
    ...bodyOf(spec),
    ...(Object.values(spec.response).includes("application/octet-stream") ? ["--output tile"] : []),
  ].join(" \\\n  ");
}

function bodyOf(spec: RouteSpec): string[] {
  if (spec.body === undefined) return [];
  const body = exampleOf(plain(spec.body), spec.id);
  return spec.form === true && typeof body === "object" && body !== null
    ? Object.entries(body).map(
        ([name, value]) =>
          `--data-urlencode ${quoted(`${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)}`,
      )
    : ["-H 'Content-Type: application/json'", `-d ${quoted(JSON.stringify(body, null, 2))}`];
}

/** One shell word. Inside single quotes only a single quote means anything. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
