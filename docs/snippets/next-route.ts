import { guarded } from "@holdfast/sdk/fetch";
import { createGuard } from "@holdfast/sdk/guard";

const { HOLDFAST_URL = "http://localhost:7700", HOLDFAST_GUARD_TOKEN = "" } = process.env;
const guard = createGuard({ baseUrl: HOLDFAST_URL, credential: HOLDFAST_GUARD_TOKEN, onTrouble: console.warn });

export const GET = guarded(guard, {}, (_request: Request, { account, user }) =>
  Response.json({ account, user, notes: [] }),
);

export const DELETE = guarded(guard, { right: "account:update", proof: "recent" }, (_request: Request) =>
  Response.json({ deleted: true }),
);
