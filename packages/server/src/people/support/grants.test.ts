import { afterAll, beforeAll, expect, test } from "vitest";

import { type Deployment, type Member, startDeployment } from "../../../../../test/support/deployment.ts";
import { everyPage } from "../../../../../test/support/pages.ts";

let holdfast: Deployment;
let owner: Member;
beforeAll(async () => {
  holdfast = await startDeployment();
  owner = await holdfast.account();
});
afterAll(() => holdfast.stop());

const post = async (url: string, body?: unknown): Promise<string> => {
  const answer = await holdfast.call({ method: "POST", url, token: owner.token, ...(body !== undefined && { body }) });
  return answer.json().id;
};

test("grants are listed page after page, the newest first, each once, and none of another account", async () => {
  const ids: string[] = [];
  for (let n = 0; n < 5; n += 1) {
    ids.push(await post("/v1/support-grants", { scopes: ["audit"], reason: `Ticket ${n}` }));
  }
  const seen = await everyPage<{ id: string; reason: string }>(holdfast, owner, "/v1/support-grants?limit=2");
  expect(seen.map(({ id }) => id)).toEqual(ids.toReversed());
  expect(seen[0]?.reason).toBe("Ticket 4");
  expect(await everyPage(holdfast, await holdfast.account(), `/v1/support-grants?cursor=${ids[4]}`)).toEqual([]);
});
