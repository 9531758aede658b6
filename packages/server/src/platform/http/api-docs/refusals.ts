import type { ProblemCode, RouteSpec } from "@holdfast/contract";

/**
 * Every refusal that a route can give: its own, then those that come with who may call it, with its body and with being
 * served at all.
 */
export function refusalsOf(spec: RouteSpec): ProblemCode[] {
  const codes: ProblemCode[] = [...spec.problems];
  const changes = spec.method !== "GET";
  const takesInput = spec.body !== undefined || spec.query !== undefined || spec.params !== undefined;
  if (changes || takesInput) codes.push("request.malformed");
  if (spec.body !== undefined) codes.push("request.too_large", "request.unsupported_media");
  if (spec.idempotent === true) codes.push("request.conflict", "request.in_progress", "request.outcome_unknown");
  const isForUsers = spec.who !== "public" && spec.who !== "guard";
  if (spec.who === "guard") codes.push("auth.required", "guard.refused");
  if (spec.who === "guard" && spec.keys === true) codes.push("key.invalid", "key.address_refused");
  if (isForUsers) codes.push("auth.required", "session.expired", "key.invalid");
  if (isForUsers) codes.push(spec.keys === true ? "key.address_refused" : "key.not_allowed");
  if (spec.who === "recent") codes.push("auth.recent_required");
  if (spec.strength === "factor") codes.push("auth.factor_required");
  if (isForUsers && spec.whileEnrolling !== true) codes.push("factor.enrolment_required");
  if (spec.right !== null) codes.push("right.missing");
  // Whoever sends cookies with a change must be our own page, even where no session is needed.
  if (changes) codes.push("request.cross_site");
  codes.push("rate.limited", "service.unavailable", "internal");
  return [...new Set(codes)];
}
