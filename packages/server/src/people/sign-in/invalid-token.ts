export { asInvalidToken } from "../mail-tokens/index.ts";
