import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig(({ command }) => {
  // Whatever the caller's NODE_ENV (a test runner's is `test`), what is built is what is served to people.
  if (command === "build") process.env.NODE_ENV = "production";
  return {
    plugins: [react()],
    build: {
      // Browsers of the last two years. Older ones lack light-dark() and Ed25519 in WebCrypto.
      target: ["chrome123", "edge123", "firefox129", "safari17.5"],
      // Every file is one of ours under /assets/, as the content security policy asks; nothing is inlined.
      assetsInlineLimit: 0,
      // A console is read by people who look for its faults; the map costs browsers nothing until it is asked for.
      sourcemap: true,
      // One file for all screens; apart are only the verifier and, by far the largest, the password dictionaries.
      chunkSizeWarningLimit: 2_000,
    },
    server: { proxy: { "/v1": "http://127.0.0.1:7700", "/dev": "http://127.0.0.1:7700" } },
  };
});
