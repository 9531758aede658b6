import type { Config, Operator, RootFileRotation } from "@holdfast/server/operator";

import type { CommandContext, CommandResult } from "../../command.ts";
import { exitCodes } from "../../exit-code.ts";
import type { OperatorDoor } from "../../operator.ts";
import { counted, indented } from "../../text.ts";

interface Opened {
  readonly operator: Operator;
  readonly door: OperatorDoor;
  readonly config: Config;
}

export async function rotateRootKey(
  context: CommandContext,
  opened: Opened,
  { singleMachine }: { singleMachine?: true },
): Promise<CommandResult> {
  const { operator, door, config } = opened;
  const onProgress = ({ done, total }: { done: number; total: number }): void => {
    context.progress.report("keys wrapped anew", done, total);
    context.signal.throwIfAborted();
  };
  const rotation =
    config.kms === null
      ? await door.rotateRootKeyFile(operator.directory.keys, config.rootKeyFile, {
          // A database of its own may have servers on many machines; the embedded one has one.
          machines: config.database === null || singleMachine === true ? "one" : "several",
          now: operator.clock(),
          onProgress,
        })
      : { ...(await door.rotateRoot(operator.directory.keys, { onProgress })), stage: "done" as const };
  const { stage, rewrapped, remaining, refused } = rotation;
  operator.log.info("root_key.rotation", { stage, rewrapped, remaining });
  return {
    json: rotation,
    text: [
      ...advice(rotation, config),
      ...indented(refused.map(({ owner, version }) => `version ${version} of ${owner} does not unwrap`)),
    ],
    exitCode: remaining === 0 ? exitCodes.ok : exitCodes.refused,
  };
}

function advice({ stage, rewrapped, remaining }: RootFileRotation, { kms, rootKeyFile }: Config): string[] {
  const brought = `${counted(rewrapped, "key")} brought under the new root key.`;
  if (remaining > 0) {
    return [
      brought,
      `${counted(remaining, "key")} could not be brought over; the older root key stays until they are:`,
    ];
  }
  if (kms !== null) return [`${counted(rewrapped, "key")} brought under ${kms.keyId}.`];
  switch (stage) {
    case "prepared":
      return [
        `A new root key stands in ${rootKeyFile}, not used yet.`,
        "Copy the file to every machine that runs Holdfast, then run this command again.",
      ];
    case "promoted":
      return [
        brought,
        `Copy ${rootKeyFile} to every machine again, then run this command once more to take the old key out.`,
      ];
    case "done":
      return [
        `${brought} The old one is out of ${rootKeyFile}.`,
        "Copy the file to where you keep it apart, and destroy older copies when backups of the keystore are past.",
      ];
  }
}
