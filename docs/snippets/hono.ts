import { guarded, identityOf } from "@holdfast/sdk/hono";
import { createGuard } from "@holdfast/sdk/guard";
import { serve } from "@hono/node-server";
import { Hono } from "hono";

const { HOLDFAST_URL = "http://localhost:7700", HOLDFAST_GUARD_TOKEN = "", PORT = "3000" } = process.env;
const guard = createGuard({ baseUrl: HOLDFAST_URL, credential: HOLDFAST_GUARD_TOKEN, onTrouble: console.warn });

const app = new Hono();
app.use(guarded(guard));

app.get("/notes", (c) => {
  const { account, user } = identityOf(c);
  return c.json({ account, user, notes: [] });
});

app.delete("/notes", guarded(guard, { right: "account:update", proof: "recent" }), (c) => c.json({ deleted: true }));

serve({ fetch: app.fetch, port: Number(PORT) });
