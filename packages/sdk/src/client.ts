import type { ApiProblem } from "./api-problem.ts";
import { apiUrl } from "./base-url.ts";
import { assertSendable } from "./bearer.ts";
import type { AnyRequest, Calls, CallRequest, ItemOf, PagedRoute } from "./call.ts";
import { numberOption } from "./number-option.ts";
import { routeTable, type WireRoute } from "./route-table.ts";
import { type Connection, send, type TokenSource } from "./send.ts";

export interface ClientOptions {
  /** Where the API is, such as `https://holdfast.example.com`. */
  readonly baseUrl: string | URL;
  /** The access token or API key, or a function that gives the present one. Leave it out where cookies sign requests. */
  readonly token?: TokenSource;
  /**
   * Called with a 401 refusal. Answer true when what was missing is there now (new tokens, a recent proof), and the
   * request is sent once more.
   */
  readonly recover?: (problem: ApiProblem) => Promise<boolean>;
  /**
   * How often a call is sent again that may be (reads, and changes with an Idempotency-Key) when the server is busy or out
   * of reach, after the pause that it asks for or a growing one: 2 times.
   */
  readonly retries?: number;
  /** How long an attempt may take: 30 seconds. */
  readonly timeoutMs?: number;
  readonly fetch?: typeof globalThis.fetch;
}

export interface Client extends Calls {
  /** Every item of a list, page after page. Stop reading and no further page is fetched. */
  paginate<N extends PagedRoute>(
    name: N,
    request?: Omit<CallRequest<N>, "idempotencyKey">,
  ): AsyncGenerator<ItemOf<N>, void, undefined>;
}

/**
 * A client with one function for each route of the API.
 * @throws TypeError for an option that cannot be
 * @example
 * const holdfast = createClient({ baseUrl: "https://holdfast.example.com", token });
 * const { items } = await holdfast.listSessions();
 * await holdfast.revokeSession({ params: { id: items[0].id } });
 * for await (const event of holdfast.paginate("listEvents", { query: { event: "session.revoked" } })) print(event);
 */
export function createClient(options: ClientOptions): Client {
  if (options.token !== undefined) assertSendable("token", options.token);
  const connection: Connection = {
    baseUrl: apiUrl(options.baseUrl).href,
    token: options.token ?? null,
    recover: options.recover ?? (async () => false),
    retries: numberOption("retries", options.retries, 2, 0),
    timeoutMs: numberOption("timeoutMs", options.timeoutMs, 30_000, 1),
    // Bound late, so that a fetch put in place later (tracing, tests) is used; and unbound from `options`.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
  };
  const calls = [...routeTable].map(([name, route]) => [
    name,
    (request: AnyRequest = {}) => send(connection, route, request),
  ]);
  const paginate = (name: string, request: AnyRequest = {}) => pages(connection, routeNamed(name), request);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the contract types each call; that answers are so is the server's promise, kept by serialising them through the same schemas
  return { ...Object.fromEntries(calls), paginate } as Client;
}

async function* pages(connection: Connection, route: WireRoute, request: AnyRequest): AsyncGenerator {
  let query = request.query ?? {};
  for (;;) {
    const page = await send(connection, route, { ...request, query });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the answer's shape is the server's promise, as above
    const { items, nextCursor } = page as { readonly items: readonly unknown[]; readonly nextCursor: string | null };
    yield* items;
    if (nextCursor === null) return;
    query = { ...query, cursor: nextCursor };
  }
}

function routeNamed(name: string): WireRoute {
  const route = routeTable.get(name);
  if (route === undefined) throw new TypeError(`there is no route ${name}`);
  return route;
}
