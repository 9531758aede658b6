import { domainToASCII } from "node:url";

/**
 * The form of an address under which it is looked up: trimmed, NFKC, lower case, domain in its ASCII form. No folding
 * of dots or tags: whether `a.b@` and `ab@` are one person is for their provider to say. The address is kept and shown
 * as it was typed.
 */
export function normaliseEmail(address: string): string {
  const text = address.trim().normalize("NFKC").toLowerCase();
  const at = text.lastIndexOf("@");
  const domain = domainToASCII(text.slice(at + 1));
  return `${text.slice(0, at)}@${domain === "" ? text.slice(at + 1) : domain}`;
}
