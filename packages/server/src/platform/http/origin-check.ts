import { Problem } from "../../kernel/problem.ts";

export interface BrowserFacts {
  readonly method: string;
  readonly secFetchSite: string | undefined;
  readonly origin: string | undefined;
}

/**
 * Cross-site request forgery: a request that relies on cookies, or asks for them, and changes something must come from
 * our own pages. Browsers say so in Sec-Fetch-Site, older ones in Origin; with neither, it is refused.
 * @throws Problem(`request.cross_site`)
 */
export function assertSameOrigin(facts: BrowserFacts, ownOrigins: ReadonlySet<string>): void {
  if (facts.method === "GET" || facts.method === "HEAD") return;
  if (facts.secFetchSite !== undefined) {
    if (facts.secFetchSite === "same-origin") return;
    throw new Problem("request.cross_site");
  }
  if (facts.origin === undefined || !ownOrigins.has(facts.origin)) throw new Problem("request.cross_site");
}
