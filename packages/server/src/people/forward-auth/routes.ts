import { type QueryOf, routes } from "@holdfast/contract";

import type { Clock } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/problem.ts";
import { bind, type OriginalRequest, type RouteBinding } from "../../platform/http/index.ts";
import { identify } from "./identity-headers.ts";
import { plainPath } from "./plain-path.ts";
import { assertMeets, both, type Requirement, rightsOfList } from "./requirement.ts";
import { requirementsAt, type RouteMap } from "./route-map.ts";

export interface ForwardAuthDeps {
  /** Null: what is asked for stands in the proxy's own question alone. */
  readonly routeMap: RouteMap | null;
  readonly clock: Clock;
}

export const forwardAuthRoutes = ({ routeMap, clock }: ForwardAuthDeps): RouteBinding[] => [
  bind(routes.forwardAuth, async ({ caller, original, query, reply }) => {
    const now = clock();
    for (const requirement of requirementsOf(routeMap, query, original)) assertMeets(caller, requirement, now);
    identify(reply, caller);
    return {};
  }),
];

type Question = QueryOf<typeof routes.forwardAuth>;

/** Each must be met. @throws Problem(`forward_auth.path_ambiguous`), Problem(`forward_auth.unmapped`) */
function requirementsOf(routeMap: RouteMap | null, question: Question, original: OriginalRequest): Requirement[] {
  const asked = {
    rights: question.right === undefined ? 0 : rightsOfList(question.right),
    proof: question.proof ?? null,
  };
  if (routeMap !== null) return requirementsAt(routeMap, original).map((mapped) => both(asked, mapped));
  // The proxy chose its question by the path, and the product may read another one.
  if (question.path !== "any" && plainPath(original.target) === null) throw new Problem("forward_auth.path_ambiguous");
  return [asked];
}
