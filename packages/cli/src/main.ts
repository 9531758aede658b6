import { ConfigError, createLog, loadConfig, openLogSink, serve, systemClock } from "@holdfast/server";

/** Serves, and stops in order at the first signal. */
try {
  const { config } = loadConfig(process.env);
  const sink = openLogSink();
  const log = createLog((line) => sink.write(line), systemClock);
  const server = await serve(config, log);
  console.log(`Holdfast is at ${server.url}`);
  let stopping = false;
  const stop = (): void => {
    // npm, the start script and the terminal may each pass the same signal on.
    if (stopping) return;
    stopping = true;
    void server.stop().then(() => {
      sink.flush();
      process.exit(0);
    });
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
}
