import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import type { AddressInfo } from "node:net";

import { createApp } from "./app.ts";
import type { Config } from "./config.ts";
import { systemClock } from "./kernel/clock.ts";
import type { Log } from "./kernel/log.ts";
import { type Databases, openDatabases } from "./databases.ts";
import { orRefused } from "./listen-refused.ts";
import { listenerControls, serveConsole } from "./platform/http/index.ts";
import { createInbox, createSmtpMailer } from "./platform/mail/index.ts";
import { startOperatorPort } from "./platform/metrics/index.ts";
import { openKeyWrapper } from "./root.ts";
import { startRuntime } from "./runtime.ts";

export { type Config, ConfigError, type FoundSetting, loadConfig } from "./config.ts";
export { createLog, type Log } from "./kernel/log.ts";
export { systemClock } from "./kernel/clock.ts";
export { openDatabases } from "./databases.ts";
export { type LogSink, openLogSink } from "./log-sink.ts";
export { openKeyWrapper } from "./root.ts";
export { type Runtime, type RuntimeOptions, startRuntime } from "./runtime.ts";
export { createApp } from "./app.ts";

export interface RunningServer {
  readonly url: string;
  readonly metricsUrl: string;
  stop(): Promise<void>;
}

/** Starts everything that one configuration says, and says where it is to be reached; or starts nothing. */
export async function serve(config: Config, log: Log): Promise<RunningServer> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const databases = await openDatabases(config, log);
  const started: (() => Promise<void>)[] = [() => databases.close()];
  const stopAll = async (): Promise<void> => {
    for (const stop of started.splice(0).toReversed()) {
      await stop().catch((error: unknown) => log.error("server.part_not_stopped", error));
    }
  };
  try {
    const { port, metricsPort } = await start(config, log, databases, started);
    log.info("server.started", { host: config.host, port, mode: config.mode });
    return {
      url: config.publicUrl.replace(`:${config.port}`, `:${port}`),
      metricsUrl: `http://127.0.0.1:${metricsPort}`,
      async stop() {
        await stopAll();
        log.info("server.stopped");
      },
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/** @param started gets what stops each part, in the order in which they start. */
async function start(
  config: Config,
  log: Log,
  { cluster, checks }: Databases,
  started: (() => Promise<void>)[],
): Promise<{ port: number; metricsPort: number }> {
  const wrapper = await openKeyWrapper(config, cluster.keystore);
  const inbox = config.smtpUrl === null ? createInbox(systemClock) : null;
  const mailer = inbox ?? smtpMailer(config, new URL(config.publicUrl).hostname);
  const runtime = await startRuntime({ ...config, cluster, wrapper, mailer, inbox, log, clock: systemClock });
  started.push(() => runtime.stop());
  const app = createApp(runtime, config);
  started.push(() => app.close());
  await serveConsole(app, fileURLToPath(new URL("../../console/dist/", import.meta.url)));
  const { host, metricsPort } = config;
  await orRefused({ host, port: config.port, setting: "HOLDFAST_PORT" }, app.listen({ host, port: config.port }));
  const reports = { "/controls": () => runtime.controls.report() };
  const operator = await orRefused(
    { host: "127.0.0.1", port: metricsPort, setting: "HOLDFAST_METRICS_PORT" },
    startOperatorPort({ port: metricsPort, metrics: runtime.metrics, checks, reports }),
  );
  started.push(() => operator.close());
  const port = portOf(app.server.address());
  const certificate = config.tls?.certificate ?? null;
  runtime.controls.start(listenerControls({ address: host, port, certificate }, systemClock));
  // Stopped first: they ask the listener, and would find it gone.
  started.push(() => runtime.controls.stop());
  return { port, metricsPort: operator.port };
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === "object" && address !== null ? address.port : 0;

function smtpMailer(config: Config, domain: string) {
  if (config.smtpUrl === null) throw new Error("no mail server is configured");
  return createSmtpMailer({ url: config.smtpUrl, from: config.mailFrom, domain });
}
