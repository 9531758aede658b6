import { useRef } from "react";

/**
 * One idempotency key per intention: pressing again with the same contents, after an answer was lost, gets the answer of
 * the first press.
 */
export function useIntention(): (contents: unknown) => string {
  const intention = useRef({ contents: "", key: "" });
  return (contents) => {
    const text = JSON.stringify(contents);
    if (intention.current.contents !== text) intention.current = { contents: text, key: crypto.randomUUID() };
    return intention.current.key;
  };
}
