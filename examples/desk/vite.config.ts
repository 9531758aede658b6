import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig(({ command }) => {
  // Whatever the caller's NODE_ENV (a test runner's is `test`), what is built is what is served to people.
  if (command === "build") process.env.NODE_ENV = "production";
  return {
    plugins: [react()],
    // Every file is one of ours under /assets/, as the content security policy asks; nothing is inlined.
    build: { target: ["chrome123", "edge123", "firefox129", "safari17.5"], assetsInlineLimit: 0 },
  };
});
