import { isMantineColorScheme, type MantineColorSchemeManager } from "@mantine/core";

const name = "holdfast-colors";
const yearSeconds = 31_536_000;

/** The reader's choice of light or dark, or null when there is none or it was written by somebody else. */
export function colorSchemeIn(cookies: string): "light" | "dark" | null {
  const value = cookies
    .split("; ")
    .find((cookie) => cookie.startsWith(`${name}=`))
    ?.slice(name.length + 1);
  return value === "light" || value === "dark" ? value : null;
}

/** Keeps that choice in a cookie, the one thing this console keeps: web storage stays empty. */
export const cookieColorScheme: MantineColorSchemeManager = {
  get: (fallback) => colorSchemeIn(document.cookie) ?? fallback,
  set: (scheme) => {
    const keep = isMantineColorScheme(scheme) && scheme !== "auto";
    writeCookie(keep ? scheme : "", keep ? yearSeconds : 0);
  },
  subscribe: () => {},
  unsubscribe: () => {},
  clear: () => writeCookie("", 0),
};

function writeCookie(value: string, maxAgeSeconds: number): void {
  document.cookie = `${name}=${value}; Path=/; SameSite=Strict; Secure; Max-Age=${maxAgeSeconds}`;
}
