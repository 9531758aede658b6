import { createAudit } from "@holdfast/sdk/audit";
import { guarded } from "@holdfast/sdk/fetch";
import { createGuard, type Identity } from "@holdfast/sdk/guard";
import { ApiProblem, createClient } from "@holdfast/sdk";

const holdfast = createClient({ baseUrl: "https://holdfast.example.com", token: () => null });
const { items } = await holdfast.listSessions();
const [session] = items;
export const isCurrent: boolean | undefined = session?.current;
export const id: `ses_${string}` | undefined = session?.id;
if (session !== undefined) await holdfast.revokeSession({ params: { id: session.id } });
for await (const { email } of holdfast.paginate("listUsers", { query: { limit: 2 } })) email.trim();
(await holdfast.readCheckpoint()).trim();
// @ts-expect-error -- an answer is no `any`
export const nothing: unknown = (await holdfast.readMe()).nothingOfThisName;
await holdfast.createRole({ body: { name: "Auditor", summary: null, rights: ["audit:read"] }, idempotencyKey: "k" });
// @ts-expect-error -- the right does not exist
await holdfast.createRole({ body: { name: "Auditor", summary: null, rights: ["audit:burn"] } });
// @ts-expect-error -- the body is missing
await holdfast.signIn();
// @ts-expect-error -- only guards may
await holdfast.renewTrust();

const isBusy = (error: unknown): boolean => error instanceof ApiProblem && error.code === "service.busy";
// @ts-expect-error -- there is no such code
const isOdd = (error: unknown): boolean => error instanceof ApiProblem && error.code === "service.bizzy";

const guard = createGuard({ baseUrl: "https://holdfast.example.com", credential: "hfg_" });
export const GET = guarded(guard, { right: "users:read", keys: true }, (_request: Request, identity: Identity) => {
  // @ts-expect-error -- a key has no session
  identity.session.trim();
  return Response.json({ isBusy, isOdd, user: identity.user });
});

const audit = createAudit({
  baseUrl: "https://holdfast.example.com",
  credential: "hfg_",
  events: { "ticket.closed": { target: "ticket", details: { replies: "number", note: "string?" } } },
});
const by = { account: "acc_x", app: "importer" };
await audit.record({ event: "ticket.closed", by, target: "T-1", details: { replies: 1 } });
// @ts-expect-error -- a fact of another kind
audit.later({ event: "ticket.closed", by, target: "T-1", details: { replies: "1" } });
