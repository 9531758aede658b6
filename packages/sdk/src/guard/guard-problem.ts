import { type ProblemCode, problems } from "@holdfast/contract/problems";

export type GuardCode = Extract<
  ProblemCode,
  | "auth.required"
  | "session.expired"
  | "key.invalid"
  | "key.not_allowed"
  | "key.address_refused"
  | "right.missing"
  | "auth.recent_required"
  | "auth.factor_required"
  | "factor.enrolment_required"
  | "service.unavailable"
>;

/** How old a proof of identity may be where a recent one is asked for. */
export const recentProofMs = 10 * 60_000;

/** Why a request is refused, by a permanent code; `response` makes it an answer that a front end can act on. */
export class GuardProblem extends Error {
  readonly code: GuardCode;
  readonly status: number;

  constructor(code: GuardCode, options: { readonly cause?: unknown } = {}) {
    super(problems[code].title, options);
    this.name = "GuardProblem";
    this.code = code;
    this.status = problems[code].status;
  }

  /** RFC 9457. The same body as the API's own refusals, so that one front end reads both. */
  body(): { readonly title: string; readonly status: number; readonly code: GuardCode; readonly advice: string } {
    const { title, status, advice } = problems[this.code];
    return { title, status, code: this.code, advice };
  }

  headers(): Readonly<Record<string, string>> {
    return {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(this.status === 401 && { "www-authenticate": challenges[this.code] ?? 'Bearer error="invalid_token"' }),
      ...(this.status === 503 && { "retry-after": "1" }),
    };
  }

  response(): Response {
    return new Response(JSON.stringify(this.body()), { status: this.status, headers: this.headers() });
  }
}

/** RFC 6750 §3; RFC 9470 for what a newer proof would open. */
const challenges: Readonly<Partial<Record<GuardCode, string>>> = {
  "auth.required": "Bearer",
  "auth.recent_required": `Bearer error="insufficient_user_authentication", max_age=${recentProofMs / 1000}`,
  "auth.factor_required": `Bearer error="insufficient_user_authentication", max_age=${recentProofMs / 1000}, acr_values="factor"`,
};
