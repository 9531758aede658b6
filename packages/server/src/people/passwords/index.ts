export { type BreachLookup, pwnedPasswords } from "./breaches.ts";
export { type HashProfile, hashProfileOf } from "./hash-profiles.ts";
export { createPasswordHasher, type PasswordHasher } from "./hashing.ts";
export { judgePassword } from "./judgement.ts";
export { isImportableHash } from "./stored-hash-format.ts";
export { noteReset, wasResetByMail } from "./store.ts";
export { removePassword, storedHash, storeHash } from "./stored-hash.ts";
export { passwordStrength } from "./strength.ts";
