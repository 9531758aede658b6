export { type HashProfile, hashProfileOf, type HashProfiles } from "./hash-profiles.ts";
export { createPasswordHasher, hashConcurrency, type PasswordHasher, type PasswordHasherOptions } from "./hashing.ts";
export { type Judgement, judgePassword, type PasswordRules } from "./judgement.ts";
export { isImportableHash } from "./stored-hash-format.ts";
export { storedHash, storeHash } from "./stored-hash.ts";
export { passwordStrength, type Strength } from "./strength.ts";
