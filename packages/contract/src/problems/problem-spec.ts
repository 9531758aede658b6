/** How a refusal is told: an HTTP status, a short title, and what the caller can do about it. */
export interface ProblemSpec {
  readonly status: number;
  readonly title: string;
  readonly advice: string;
}
