export { type Audit, type AuditOptions, createAudit, type Loss } from "./audit.ts";
export { type AuditCode, AuditProblem } from "./audit-problem.ts";
export type { Actor, Declarations, EventDeclared, EventOf, FactKind, FactsDeclared } from "./declaration.ts";
