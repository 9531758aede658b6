import { existsSync } from "node:fs";

import type { Config, KmsConfig } from "./config.ts";
import { systemClock } from "./kernel/clock.ts";
import {
  awsKmsKeyWrapper,
  createRootKeyFile,
  fileKeyWrapper,
  type KeyWrapper,
  withOlderWrappers,
} from "./tenancy/keys/index.ts";

/**
 * What wraps the account keys: AWS KMS where it is configured, else the root key file, which a first start makes. A root
 * key that is there and cannot be read is never replaced. A file beside AWS KMS still unwraps what it wrapped, until
 * `holdfast keys rotate --root` has brought everything over.
 */
export async function openKeyWrapper(config: Pick<Config, "kms" | "rootKeyFile">): Promise<KeyWrapper> {
  const { kms, rootKeyFile } = config;
  const isThere = existsSync(rootKeyFile);
  if (kms !== null) return withOlderWrappers(kmsWrapper(kms), isThere ? [await fileKeyWrapper(rootKeyFile)] : []);
  if (!isThere) await createRootKeyFile(rootKeyFile, systemClock());
  return fileKeyWrapper(rootKeyFile);
}

function kmsWrapper({ region, keyId, endpoint, accessKeyId, secretAccessKey, sessionToken }: KmsConfig): KeyWrapper {
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== null && { sessionToken }) };
  return awsKmsKeyWrapper({ region, keyId, credentials: () => credentials, ...(endpoint !== null && { endpoint }) });
}
