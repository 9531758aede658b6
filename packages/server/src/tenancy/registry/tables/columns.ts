import type { SealPurpose } from "../../keys/index.ts";
import type { Column } from "../account-table.ts";

export const fact: Column = { holds: "fact" };
export const proof: Column = { holds: "proof" };
export const secretHash: Column = { holds: "hash", of: "secret" };
export const personal = (purpose: SealPurpose): Column => ({ holds: "ciphertext", of: "personal", purpose });
export const secret = (purpose: SealPurpose): Column => ({ holds: "ciphertext", of: "secret", purpose });
