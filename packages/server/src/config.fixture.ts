import { type Config, ConfigError, loadConfig } from "./config.ts";

export type Env = Record<string, string>;

export const configOf = (env: Env): Config => loadConfig(env).config;

/** Every fault of these settings; none when they are sound. */
export function faultsOf(env: Env): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}
