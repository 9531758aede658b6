import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

export default defineConfig(({ command }) => {
  // Whatever the caller's NODE_ENV (a test runner's is `test`), what is built is what is served to people.
  if (command === "build") process.env.NODE_ENV = "production";
  return {
    plugins: [react(), precompress()],
    build: {
      // Browsers of the last two years; older ones lack light-dark(). Ed25519, for verifying, came to Chrome with 137.
      target: ["chrome123", "edge123", "firefox129", "safari17.5"],
      // Every file is one of ours under /assets/, as the content security policy asks; nothing is inlined.
      assetsInlineLimit: 0,
      // A console is read by people who look for its faults; the map costs browsers nothing until it is asked for.
      sourcemap: true,
      // Each screen's code comes when one goes there. Its styles are with those of all: they are small, and their order
      // stays that of the sources whichever screen comes first.
      cssCodeSplit: false,
      // What several screens share comes in one file: apart, it would be a request for every few hundred bytes.
      rolldownOptions: {
        output: { codeSplitting: { groups: [{ name: "shared", test: /packages[\\/]\w+[\\/]src/, minShareCount: 2 }] } },
      },
      // The password dictionaries, which come when somebody begins to type a password.
      chunkSizeWarningLimit: 2_000,
    },
    server: { proxy: { "/v1": "http://127.0.0.1:7700", "/dev": "http://127.0.0.1:7700" } },
  };
});

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
// 11 takes seconds for the dictionaries and saves two percent.
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

/** Writes each asset compressed beside itself, for the server to choose from. Assets hold no secrets (BREACH). */
function precompress(): Plugin {
  return {
    name: "precompress",
    apply: "build",
    async writeBundle({ dir = "dist" }) {
      const folder = join(dir, "assets");
      const names = (await readdir(folder)).filter((name) => /\.(?:js|css|svg)$/.test(name));
      await Promise.all(names.map((name) => compress(join(folder, name))));
    },
  };
}

async function compress(path: string): Promise<void> {
  const bytes = await readFile(path);
  await Promise.all([
    brotli(bytes, quality).then((small) => writeFile(`${path}.br`, small)),
    zip(bytes).then((small) => writeFile(`${path}.gz`, small)),
  ]);
}
