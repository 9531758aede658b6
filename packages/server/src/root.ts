import { existsSync } from "node:fs";

import type { Config, KmsConfig } from "./config.ts";
import { systemClock } from "./kernel/clock.ts";
import {
  awsKmsKeyWrapper,
  createRootKeyFile,
  type KeyWrapper,
  localKeyWrapper,
  readRootKeyFile,
} from "./tenancy/keys/index.ts";

/**
 * What wraps the account keys: AWS KMS where it is configured, else the root key file, which a first start makes. A root
 * key that is there and cannot be read is never replaced.
 */
export async function openKeyWrapper(config: Pick<Config, "kms" | "rootKeyFile">): Promise<KeyWrapper> {
  if (config.kms !== null) return kmsWrapper(config.kms);
  const path = config.rootKeyFile;
  return localKeyWrapper(existsSync(path) ? await readRootKeyFile(path) : await createRootKeyFile(path, systemClock()));
}

function kmsWrapper({ region, keyId, endpoint, accessKeyId, secretAccessKey, sessionToken }: KmsConfig): KeyWrapper {
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== null && { sessionToken }) };
  return awsKmsKeyWrapper({ region, keyId, credentials: () => credentials, ...(endpoint !== null && { endpoint }) });
}
