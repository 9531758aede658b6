import { type RouteName, routes } from "@holdfast/contract";

import type { ApiProblem } from "./api-problem.ts";
import type { AnyRequest, Calls, CallRequest, ItemOf, PagedRoute } from "./call.ts";
import { type Connection, send, type TokenSource } from "./send.ts";

export interface ClientOptions {
  /** Where the API is, such as `https://holdfast.example.com`. */
  readonly baseUrl: string | URL;
  /** The access token, or a function that gives the present one. Leave it out where cookies sign requests. */
  readonly token?: TokenSource;
  /**
   * Called with a 401 refusal. Answer true when what was missing is there now (new tokens, a recent proof), and the
   * request is sent once more.
   */
  readonly recover?: (problem: ApiProblem) => Promise<boolean>;
  readonly fetch?: typeof globalThis.fetch;
}

export interface Client extends Calls {
  /** Every item of a list, page after page. Stop reading and no further page is fetched. */
  paginate<N extends PagedRoute>(
    name: N,
    request?: Omit<CallRequest<(typeof routes)[N]>, "idempotencyKey">,
  ): AsyncGenerator<ItemOf<N>, void, undefined>;
}

/**
 * A client with one function for each route of the API.
 * @example
 * const holdfast = createClient({ baseUrl: "https://holdfast.example.com", token });
 * const { items } = await holdfast.listSessions();
 * await holdfast.revokeSession({ params: { id: items[0].id } });
 * for await (const event of holdfast.paginate("listEvents", { query: { event: "session.revoked" } })) print(event);
 */
export function createClient(options: ClientOptions): Client {
  const connection: Connection = {
    baseUrl: String(options.baseUrl),
    token: options.token ?? null,
    recover: options.recover ?? (async () => false),
    // Bound late, so that a fetch put in place later (tracing, tests) is used; and unbound from `options`.
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
  };
  const names = Object.keys(routes)
    .filter(isRouteName)
    .filter((name) => !["guard", "forwarded"].includes(routes[name].who));
  const calls = Object.fromEntries(
    names.map((name) => [name, (request: AnyRequest = {}) => send(connection, routes[name], request)]),
  );
  // The table gives each function its type; that the answer is what the route says is the server's promise, which it
  // keeps by serialising every answer through the same schema.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { ...calls, paginate: (name, request) => pages(connection, name, request ?? {}) } as Client;
}

async function* pages(connection: Connection, name: PagedRoute, request: AnyRequest): AsyncGenerator {
  let query = request.query ?? {};
  for (;;) {
    const page = await send(connection, routes[name], { ...request, query });
    // See createClient: the answer's shape is the server's promise.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const { items, nextCursor } = page as { readonly items: readonly unknown[]; readonly nextCursor: string | null };
    yield* items;
    if (nextCursor === null) return;
    query = { ...query, cursor: nextCursor };
  }
}

const isRouteName = (raw: string): raw is RouteName => Object.hasOwn(routes, raw);
