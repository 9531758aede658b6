import { useSyncExternalStore } from "react";

/**
 * Links in mails carry their token in the fragment, which browsers never send. It is taken out of the address bar at
 * once and lives in this variable only: not in the history, nor in any storage.
 */
let held: string | null = null;
const readers = new Set<() => void>();

/** The token in a fragment such as `#token=…`, in the alphabet of tokens and within their length. */
export function tokenIn(fragment: string): string | null {
  const token = new URLSearchParams(fragment.replace(/^#/, "")).get("token");
  return token !== null && /^[A-Za-z0-9_-]{16,256}$/.test(token) ? token : null;
}

/** Moves a token from the address into memory, now and whenever a further link is opened in this page. */
export function holdFragmentToken(): void {
  take();
  globalThis.addEventListener("hashchange", take);
}

function take(): void {
  if (!location.hash.includes("token=")) return;
  held = tokenIn(location.hash);
  // What does not look like a token is taken out as well: it may be most of one.
  history.replaceState(history.state, "", location.pathname + location.search);
  for (const reader of readers) reader();
}

/** Once used, a token is worth nothing and is forgotten. */
export function dropFragmentToken(): void {
  held = null;
  for (const reader of readers) reader();
}

export const useFragmentToken = (): string | null => useSyncExternalStore(follow, () => held);

function follow(reader: () => void): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}
