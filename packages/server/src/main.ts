import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import type { AddressInfo } from "node:net";

import { createApp } from "./app.ts";
import type { Config } from "./config.ts";
import { systemClock } from "./kernel/clock.ts";
import type { Log } from "./kernel/log.ts";
import { openDatabases } from "./databases.ts";
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

/** Starts everything that one configuration says, and says where it is to be reached. */
export async function serve(config: Config, log: Log): Promise<RunningServer> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const databases = await openDatabases(config, log);
  try {
    const wrapper = await openKeyWrapper(config, databases.cluster.keystore);
    const inbox = config.smtpUrl === null ? createInbox(systemClock) : null;
    const domain = new URL(config.publicUrl).hostname;
    const mailer = inbox ?? smtpMailer(config, domain);
    const runtime = await startRuntime({
      ...config,
      cluster: databases.cluster,
      wrapper,
      mailer,
      inbox,
      log,
      clock: systemClock,
    });
    const app = createApp(runtime, config);
    await serveConsole(app, fileURLToPath(new URL("../../console/dist/", import.meta.url)));
    await app.listen({ host: config.host, port: config.port });
    const operator = await startOperatorPort({
      port: config.metricsPort,
      metrics: runtime.metrics,
      checks: databases.checks,
      reports: { "/controls": () => runtime.controls.report() },
    });
    const port = portOf(app.server.address());
    const certificate = config.tls?.certificate ?? null;
    runtime.controls.start(listenerControls({ address: config.host, port, certificate }, systemClock));
    log.info("server.started", { host: config.host, port, mode: config.mode });
    return {
      url: config.publicUrl.replace(`:${config.port}`, `:${port}`),
      metricsUrl: `http://127.0.0.1:${operator.port}`,
      async stop() {
        // First: they ask the listener, and would find it gone.
        await runtime.controls.stop();
        await app.close();
        await operator.close();
        await runtime.stop();
        await databases.close();
        log.info("server.stopped");
      },
    };
  } catch (error) {
    await databases.close();
    throw error;
  }
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === "object" && address !== null ? address.port : 0;

function smtpMailer(config: Config, domain: string) {
  if (config.smtpUrl === null) throw new Error("no mail server is configured");
  return createSmtpMailer({ url: config.smtpUrl, from: config.mailFrom, domain });
}
