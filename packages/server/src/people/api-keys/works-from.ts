import { Problem } from "../../kernel/problem.ts";
import { canonicalAddress, type KeyInUse } from "../../platform/http/index.ts";

/** In no network: RFC 1122 §3.2.1.3 has it mean "this host, for now". */
const unknownAddress = "0.0.0.0";

/**
 * Whether a key works from an address as a product tells it, in whatever spelling its proxy has; counts a use where it
 * does. A key that is bound to addresses works from none that is not told, or is none.
 */
export function worksFrom(key: KeyInUse, told: string | null): boolean {
  try {
    key.use((told === null ? null : canonicalAddress(told)) ?? unknownAddress);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === "key.address_refused") return false;
    throw error;
  }
}
