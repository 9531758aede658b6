import { isProblemCode, type ProblemCode, problems } from "@holdfast/contract/problems";

/** What can become of an event on this side of the wire. */
const ownProblems = {
  "audit.unconfirmed": "No server has confirmed the event in time; it may have been recorded",
  "audit.buffer_full": "Too many events wait to be recorded",
  "audit.closed": "Events are recorded no more: it was closed",
} as const;

export type AuditCode = ProblemCode | keyof typeof ownProblems;

/** Why an event is not recorded, by a permanent code. */
export class AuditProblem extends Error {
  readonly code: AuditCode;

  constructor(code: AuditCode, options: { readonly cause?: unknown } = {}) {
    super(isProblemCode(code) ? problems[code].title : ownProblems[code], options);
    this.name = "AuditProblem";
    this.code = code;
  }
}
