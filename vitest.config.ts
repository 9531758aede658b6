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
    // What is waited for comes; how soon is the machine's matter.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
  },
});
