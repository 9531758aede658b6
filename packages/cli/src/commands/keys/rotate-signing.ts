import type { Operator, SignerOutcome } from "@holdfast/server/operator";

import type { CommandResult } from "../../command.ts";
import type { OperatorDoor } from "../../operator.ts";
import { formatTime } from "../../text.ts";

export async function rotateSigningKeys(
  { operator, door }: { operator: Operator; door: OperatorDoor },
  name: "token" | "audit" | "platform",
): Promise<CommandResult> {
  const { rotation, regions, clock, log } = operator;
  const outcomes = await door.rotateSigners(rotation, { name, regions }, clock());
  for (const { region, step } of outcomes) log.info("signing_key.rotation", { name, region, step });
  const isPromoted = outcomes.some(({ step }) => step === "promoted");
  return {
    json: { signer: name, regions: outcomes },
    text: [...outcomes.map((outcome) => `${outcome.region}  ${tell(outcome)}`), ...(isPromoted ? [after[name]] : [])],
  };
}

function tell(outcome: SignerOutcome): string {
  switch (outcome.step) {
    case "published":
      return `the next key is public; run this again after ${formatTime(outcome.promoteAt)} to sign with it`;
    case "waiting":
      return `the next key is public, and signs from the first run after ${formatTime(outcome.promoteAt)} on`;
    case "promoted":
      return "the new key signs; the former one only verifies";
  }
}

const after = {
  token: "Tokens of the former key run out by themselves: `holdfast keys retire --signing token` a day from now.",
  platform: "Auditors need the new verifier key. What the former one signed verifies for ever; it is never retired.",
  audit: "Auditors need the new verifier key. What the former one signed verifies for ever; it is never retired.",
};
