import { bearer } from "./bearer.ts";
import type { AnyRequest, Values } from "./call.ts";
import type { WireRoute } from "./route-table.ts";

/** Where a request goes: the route's path with its parameters, and the query. */
export function urlOf(baseUrl: string, route: WireRoute, request: AnyRequest): string {
  const url = new URL(baseUrl);
  url.pathname = url.pathname.replace(/\/+$/, "") + pathOf(route.path, request.params ?? {});
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url.href;
}

/** `{id}` takes one segment, `*` the rest of a path; neither can leave its place. */
function pathOf(template: string, params: Values): string {
  return template.replaceAll(/\{(\w+)\}|\*/g, (place, name: string | undefined) => {
    const value = params[name ?? "*"];
    if (typeof value !== "string" || value === "") throw new TypeError(`The route needs the parameter ${place}`);
    const segments = name === undefined ? value.split("/") : [value];
    // URL resolution would swallow these, and so call another route.
    if (segments.some((segment) => segment === "." || segment === ".."))
      throw new TypeError(`Not a value for ${place}`);
    return segments.map(encodeURIComponent).join("/");
  });
}

/** Method, headers and body of a request. */
export function initOf(route: WireRoute, request: AnyRequest, token: string | null): RequestInit {
  const headers: Record<string, string> = { accept: "application/json, application/problem+json, */*;q=0.1" };
  if (token !== null) headers.authorization = bearer(token);
  if (request.idempotencyKey !== undefined) headers["idempotency-key"] = request.idempotencyKey;
  const init: RequestInit = { method: route.method, headers, redirect: "error" };
  if (!route.takesBody) return init;
  headers["content-type"] = "application/json";
  return { ...init, body: JSON.stringify(request.body ?? {}) };
}
