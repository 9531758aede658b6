import { type Method, type RouteSpec, routes } from "@holdfast/contract";

/** What a client has to know of a route when it runs; the types know the rest. */
export interface WireRoute {
  readonly method: Method;
  readonly path: string;
  readonly takesBody: boolean;
  readonly isIdempotent: boolean;
  /** What a success is read as, by its status. */
  readonly answers: Readonly<Record<number, "json" | "text" | "bytes">>;
}

const wireRoute = ({ method, path, body, idempotent, response }: RouteSpec): WireRoute => ({
  method,
  path,
  takesBody: body !== undefined,
  isIdempotent: idempotent === true,
  answers: Object.fromEntries(Object.entries(response).map(([status, shape]) => [status, kindOf(shape)])),
});

function kindOf(shape: RouteSpec["response"][number]): "json" | "text" | "bytes" {
  if (typeof shape !== "string") return "json";
  return shape.startsWith("text/") ? "text" : "bytes";
}

/**
 * Every route that a client may call, by name. What is published holds this table as it comes out here, and so neither
 * schemas nor what reads them.
 */
export const routeTable: ReadonlyMap<string, WireRoute> = new Map(
  Object.entries<RouteSpec>(routes)
    .filter(([, { who }]) => who !== "guard" && who !== "forwarded")
    .map(([name, spec]) => [name, wireRoute(spec)]),
);
