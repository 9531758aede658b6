import type { Deployment, Member } from "./deployment.ts";

/** Everything that a list gives, page after page. `url` has a query that says how much is on one. */
export async function everyPage<T>(
  { call }: Pick<Deployment, "call">,
  { token }: Pick<Member, "token">,
  url: string,
): Promise<T[]> {
  const all: T[] = [];
  for (let cursor = ""; ;) {
    const answer = await call({ method: "GET", url: `${url}${cursor}`, token });
    if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}: ${answer.body}`);
    const { items, nextCursor } = answer.json();
    all.push(...items);
    if (nextCursor === null) return all;
    cursor = `&cursor=${nextCursor}`;
  }
}
