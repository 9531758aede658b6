import { randomBytes } from "node:crypto";

import { type ProblemCode, problems, routes } from "@holdfast/contract";

import { listed, type Measurement } from "../../../kernel/control.ts";
import { type Answer, ask, type Listener, type Question } from "./listener.ts";

/** A request that must be refused, with the code that the refusal must have. `secret` stands somewhere in it. */
interface Trial {
  readonly question: Question;
  readonly code: ProblemCode;
}

/** On routes of ordinary limits: on a laptop, everybody shares the one of this address. */
const trialsWith = (secret: string): Trial[] => [
  { question: { path: `/v1/${secret}` }, code: "route.not_found" },
  { question: { path: `/v1/%ff${secret}` }, code: "route.not_found" },
  {
    question: { path: routes.readMe.path, headers: { authorization: `Bearer ${secret}` } },
    code: "session.expired",
  },
  {
    question: {
      path: `${routes.advisePassword.path}?${secret}=' or 1=1`.replaceAll(" ", "%20"),
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${secret}` },
      body: `{"password":"${secret}`,
    },
    code: "request.malformed",
  },
];

/** The members that RFC 9457 names, and ours. */
const members = new Set(["type", "title", "status", "detail", "instance", "code", "advice", "errors"]);

/** Frames of a stack, files of ours or of Node, queries, and who we are. */
const internals =
  /\bat (?:\S+ )?\(?\S+:\d+:\d+|node:|node_modules|\.[cm]?[jt]s\b|\bselect\b.+\bfrom\b|postgres|fastify|ECONN|\/(?:home|usr|var|tmp|root)\//i;

export async function probeProblems(listener: Listener): Promise<Measurement> {
  // In the place of an API key: what a caller sends must not come back.
  const secret = randomBytes(16).toString("hex");
  const faults: string[] = [];
  const trials = trialsWith(secret);
  for (const { question, code } of trials) {
    const answer = await ask(listener, question);
    faults.push(...faultsIn(answer, code, secret).map((fault) => `${fault} in ${code}`));
  }
  return {
    ok: faults.length === 0,
    evidence: { refusals: trials.length, faults: listed(faults) },
  };
}

function faultsIn({ status, headers, body }: Answer, code: ProblemCode, secret: string): string[] {
  const told = `${JSON.stringify(headers)}\n${body}`;
  const problem = parse(body);
  return [
    status === problems[code].status && problem["code"] === code ? [] : `status ${status}`,
    headers["content-type"] === "application/problem+json" ? [] : "another media type",
    Object.keys(problem).every((member) => members.has(member)) ? [] : "more than a problem says",
    told.includes(secret) ? "what was sent" : [],
    internals.test(told) ? "internals" : [],
    headers.server === undefined && headers["x-powered-by"] === undefined ? [] : "the server's name",
  ].flat();
}

function parse(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
