import { randomBytes } from "node:crypto";

import { routes } from "@holdfast/contract";

import { listed, type Measurement } from "../../../kernel/control.ts";
import { type Answer, ask, type Listener } from "./listener.ts";

const yearSeconds = 31_536_000;

const maxAgeOf = (value: string): number => Number(/(?:^|[\s;])max-age=(\d+)/i.exec(value)?.[1] ?? 0);

/** What the claims ask of each header: said here again, so that whoever loosens what we send is noticed. */
const demands: Readonly<Record<string, (value: string) => boolean>> = {
  "strict-transport-security": (value) => maxAgeOf(value) >= yearSeconds && /(?:^|[\s;])includeSubDomains/i.test(value),
  "x-content-type-options": (value) => value === "nosniff",
  "x-frame-options": (value) => value === "DENY",
  "content-security-policy": (value) =>
    value.includes("default-src 'none'") && value.includes("frame-ancestors 'none'") && !/unsafe-|\*/.test(value),
  "referrer-policy": (value) => value === "no-referrer",
  "cross-origin-opener-policy": (value) => value === "same-origin",
};

/** Answers of each sort: of the API, a page, a problem, and what the router refuses before there is a route. */
const questions = {
  api: { path: routes.readDeployment.path },
  page: { path: "/docs", headers: { accept: "text/html" } },
  problem: { path: `/v1/${randomBytes(8).toString("hex")}` },
  undecodable: { path: "/v1/%ff" },
} as const;

export async function probeHeaders(listener: Listener): Promise<Measurement> {
  const lacking: string[] = [];
  let maxAge = Number.POSITIVE_INFINITY;
  for (const [sort, question] of Object.entries(questions)) {
    const answer = await ask(listener, question);
    lacking.push(...lackingIn(answer).map((name) => `${name} of ${sort}`));
    maxAge = Math.min(maxAge, maxAgeOf(headerOf(answer, "strict-transport-security")));
  }
  return {
    ok: lacking.length === 0,
    evidence: {
      answers: Object.keys(questions).length,
      headersEach: Object.keys(demands).length,
      hstsSeconds: maxAge,
      lacking: listed(lacking),
    },
  };
}

const lackingIn = (answer: Answer): string[] =>
  Object.entries(demands).flatMap(([name, isMet]) => (isMet(headerOf(answer, name)) ? [] : [name]));

const headerOf = ({ headers }: Answer, name: string): string => String(headers[name] ?? "");
