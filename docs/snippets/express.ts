import { guarded, identityOf } from "@holdfast/sdk/express";
import { createGuard } from "@holdfast/sdk/guard";
import express from "express";

const { HOLDFAST_URL = "http://localhost:7700", HOLDFAST_GUARD_TOKEN = "", PORT = "3000" } = process.env;
const guard = createGuard({ baseUrl: HOLDFAST_URL, credential: HOLDFAST_GUARD_TOKEN, onTrouble: console.warn });

const app = express();
app.use(guarded(guard));

app.get("/notes", (request, response) => {
  const { account, user } = identityOf(request);
  response.json({ account, user, notes: [] });
});

app.delete("/notes", guarded(guard, { right: "account:update", proof: "recent" }), (_request, response) => {
  response.json({ deleted: true });
});

app.listen(Number(PORT));
