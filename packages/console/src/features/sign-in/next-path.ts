/**
 * Where to go after signing in: a path of this console, or home. An address of another site (`//evil.example`, a scheme,
 * a backslash that browsers read as a slash) is not followed.
 */
export function nextPath(raw: string | undefined): string {
  if (raw === undefined || !/^\/(?![/\\])[\w\-/?=&%.,:+]*$/.test(raw)) return "/home";
  return raw === "/" || raw.startsWith("/sign-in") ? "/home" : raw;
}

/**
 * Goes there. By loading it, where it was asked for: it may be a page of a product behind the same address, which no
 * route of the console knows.
 */
export function goOn({ history }: { history: { push(path: string): void } }, next: string | undefined): void {
  if (next === undefined) history.push(nextPath(next));
  else globalThis.location.assign(nextPath(next));
}
