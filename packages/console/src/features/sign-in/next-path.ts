/**
 * Where to go after signing in: a path of this console, or home. An address of another site (`//evil.example`, a scheme,
 * a backslash that browsers read as a slash) is not followed.
 */
export function nextPath(raw: string | undefined): string {
  if (raw === undefined || !/^\/(?![/\\])[\w\-/?=&%.,:+]*$/.test(raw)) return "/home";
  return raw === "/" || raw.startsWith("/sign-in") ? "/home" : raw;
}
