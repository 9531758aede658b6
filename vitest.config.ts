import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "packages/*/src/**/*.test.{ts,tsx}",
      "scripts/**/*.test.ts",
      "test/**/*.test.ts",
      "bench/**/*.test.ts",
      "examples/*/src/**/*.test.ts",
    ],
    globalSetup: ["test/support/global-setup.ts"],
    // Tests share nothing but the Postgres server, so files run side by side.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // What is waited for comes; how soon is the machine's matter.
    expect: { poll: { timeout: 5_000 } },
  },
});
