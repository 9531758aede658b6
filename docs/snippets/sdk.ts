import { createClient } from "@holdfast/sdk";

const { API = "http://localhost:7700", TOKEN = "" } = process.env;
const holdfast = createClient({ baseUrl: API, token: TOKEN });
const { items } = await holdfast.listSessions();
for (const { id } of items.filter(({ current }) => !current)) {
  const { milliseconds } = await holdfast.revokeSession({ params: { id } });
  console.log(`${id} is refused by every process, ${milliseconds} ms after its end was committed`);
}
