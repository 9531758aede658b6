import { ConfigError, createLog, loadConfig, serve, systemClock } from "@holdfast/server";

/** Serves, and stops in order at the first signal. */
try {
  const { config } = loadConfig(process.env);
  const log = createLog((line) => process.stdout.write(`${line}\n`), systemClock);
  const server = await serve(config, log);
  console.log(`Holdfast is at ${server.url}`);
  const stop = (): void => {
    void server.stop().then(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
