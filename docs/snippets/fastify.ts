import { guarded, identityOf } from "@holdfast/sdk/fastify";
import { createGuard } from "@holdfast/sdk/guard";
import { fastify } from "fastify";

const { HOLDFAST_URL = "http://localhost:7700", HOLDFAST_GUARD_TOKEN = "", PORT = "3000" } = process.env;
const guard = createGuard({ baseUrl: HOLDFAST_URL, credential: HOLDFAST_GUARD_TOKEN, onTrouble: console.warn });

const app = fastify();
app.addHook("onRequest", guarded(guard));

app.get("/notes", async (request) => {
  const { account, user } = identityOf(request);
  return { account, user, notes: [] };
});

app.delete("/notes", { onRequest: guarded(guard, { right: "account:update", proof: "recent" }) }, async () => ({
  deleted: true,
}));

app.addHook("onClose", async () => guard.close());
await app.listen({ port: Number(PORT) });
