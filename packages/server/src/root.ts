import { existsSync } from "node:fs";

import type { Config, KmsConfig } from "./config.ts";
import { systemClock } from "./kernel/clock.ts";
import type { Sql } from "./platform/postgres/index.ts";
import {
  awsKmsKeyWrapper,
  createRootKeyFile,
  fileKeyWrapper,
  hasKeys,
  type KeyWrapper,
  withOlderWrappers,
} from "./tenancy/keys/index.ts";

/** The root key file is gone, and with it what every key in the keystore is wrapped under. */
export class RootKeyMissing extends Error {
  constructor(path: string) {
    super(
      `the root key file ${path} is missing, and the keystore has keys under it: put your copy of it back there. ` +
        "Without it nothing can be read.",
    );
    this.name = "RootKeyMissing";
  }
}

/**
 * What wraps the account keys: AWS KMS where it is configured, else the root key file, which a first start makes. A root
 * key that is there and cannot be read is never replaced. A file beside AWS KMS still unwraps what it wrapped, until
 * `holdfast keys rotate --root` has brought everything over.
 */
export async function openKeyWrapper(config: Pick<Config, "kms" | "rootKeyFile">, keystore: Sql): Promise<KeyWrapper> {
  const { kms, rootKeyFile } = config;
  const isThere = existsSync(rootKeyFile);
  if (kms !== null) return withOlderWrappers(kmsWrapper(kms), isThere ? [await fileKeyWrapper(rootKeyFile)] : []);
  if (!isThere) {
    // A new one beside old keys would look like a start from scratch, and the accounts like damaged ones.
    if (await hasKeys({ keystore })) throw new RootKeyMissing(rootKeyFile);
    await createRootKeyFile(rootKeyFile, systemClock());
  }
  return fileKeyWrapper(rootKeyFile);
}

function kmsWrapper({ region, keyId, endpoint, accessKeyId, secretAccessKey, sessionToken }: KmsConfig): KeyWrapper {
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken !== null && { sessionToken }) };
  return awsKmsKeyWrapper({ region, keyId, credentials: () => credentials, ...(endpoint !== null && { endpoint }) });
}
