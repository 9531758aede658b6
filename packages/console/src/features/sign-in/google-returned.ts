/**
 * What Google sent this browser back with, in the query of `/google`. Like the token of a mailed link it is taken out of
 * the address bar at once: it must not reach the history or a bookmark.
 */
let held: string | null = null;

export function holdGoogleReturn(): void {
  if (location.pathname !== "/google" || !/[?&](?:code|error|state)=/.test(location.search)) return;
  held = location.search.slice(1);
  history.replaceState(history.state, "", location.pathname);
}

/** Whether one comes back from Google. */
export const isBackFromGoogle = (): boolean => held !== null;

/** Whether it was an invitation that led there: the state says what it is for. */
export const isJoinReturn = (returned: string): boolean =>
  new URLSearchParams(returned).get("state")?.startsWith("join.") === true;

/** It works once, so it is given once. */
export function takeGoogleReturn(): string | null {
  const returned = held;
  held = null;
  return returned;
}
