/** The characters of a text as password policies count them: a code point is one (NIST SP 800-63B-4 §3.1.1.2). */
export const charactersOf = (text: string): string[] => Array.from(text);
