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

test("reviews are listed page after page, the newest first, each once, and none of another account", async () => {
  const ids: string[] = [];
  for (let n = 0; n < 5; n += 1) {
    const id = await post("/v1/reviews");
    expect(await post(`/v1/reviews/${id}/sign`)).toBe(id);
    ids.push(id);
  }
  const seen = await everyPage<{ id: string }>(holdfast, owner, "/v1/reviews?limit=2");
  expect(seen.map(({ id }) => id)).toEqual(ids.toReversed());
  expect(await everyPage(holdfast, await holdfast.account(), `/v1/reviews?cursor=${ids[4]}`)).toEqual([]);
});
