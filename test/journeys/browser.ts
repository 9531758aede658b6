import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Browser, chromium } from "playwright-core";

import { findChromium } from "../support/chromium.ts";

export interface RunningBrowser {
  readonly browser: Browser;
  close(): Promise<void>;
}

/**
 * A real Chromium: the machine's, or the one that comes with the packages. The package's own arguments switch web
 * security off, and with it much of what these journeys are about; none of them is used.
 */
export async function startBrowser(): Promise<RunningBrowser> {
  const { executablePath, isInstalled } = await findChromium();
  const folder = await mkdtemp(join(tmpdir(), "holdfast-browser-"));
  const fontsFile = join(folder, "fonts.conf");
  await writeFile(fontsFile, fonts(folder));
  const browser = await chromium.launch({
    executablePath,
    args: ["--font-render-hinting=none", "--disable-gpu"],
    // Its sandbox needs user namespaces, which root in a container does not get.
    chromiumSandbox: process.getuid?.() !== 0 && isInstalled,
    env: { ...process.env, FONTCONFIG_FILE: fontsFile },
  });
  return {
    browser,
    async close() {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The machine's fonts, if it has any, and the one that the packaged browser unpacks. */
const fonts = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(tmpdir(), "fonts")}</dir>
  <cachedir>${folder}</cachedir>
</fontconfig>
`;
