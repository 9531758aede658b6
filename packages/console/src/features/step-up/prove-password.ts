import { client, publicClient } from "../../api/client.ts";

/**
 * Signs in again, in place: the new session carries a fresh proof. The one before it ends, so that proving who one is
 * does not leave sessions behind.
 */
export async function provePassword(password: string): Promise<void> {
  const [{ user, account }, before] = await Promise.all([publicClient.readMe(), publicClient.listSessions()]);
  await publicClient.signIn({ body: { email: user.email, password, account: account.slug, transport: "cookie" } });
  const old = before.items.find(({ current }) => current);
  if (old !== undefined) await client.revokeSession({ params: { id: old.id } }).catch(() => null);
}
