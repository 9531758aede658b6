export { type Relearned, relearnAccounts, retireDirectory } from "./directory.ts";
export {
  type AccountRetirement,
  type AccountRotation,
  type FleetOptions,
  type FleetStep,
  retireAccounts,
  rotateAccounts,
} from "./fleet.ts";
export { retireTokenSigners, rotateSigners, type SignerOutcome, type SignerRetirement } from "./signers.ts";
