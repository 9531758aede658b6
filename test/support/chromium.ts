import { existsSync } from "node:fs";

import packagedChromium from "@sparticuz/chromium";

const systemBrowsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/**
 * The machine's Chromium, or the one that comes with the packages. That one is unpacked when it is first asked for, which
 * two processes must not do at once.
 */
export async function findChromium(): Promise<{ readonly executablePath: string; readonly isInstalled: boolean }> {
  const installed = systemBrowsers.find((path) => existsSync(path));
  return {
    executablePath: installed ?? (await packagedChromium.executablePath()),
    isInstalled: installed !== undefined,
  };
}
