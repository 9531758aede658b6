import { useEffect } from "react";

/** Tells the views that what they show may have changed. */
const changes = new EventTarget();

/** Reads what a view shows: at first, and whenever the desk says that there is something new. */
export function useReading(read: () => void): void {
  useEffect(() => {
    read();
    changes.addEventListener("changed", read);
    return () => changes.removeEventListener("changed", read);
  }, [read]);
}

/**
 * Hears from the desk for as long as somebody is signed in. A stream that was refused for good counts as an end, too; a
 * connection that was lost is opened again by the browser.
 */
export function useLive(onEnded: () => void): void {
  useEffect(() => {
    const source = new EventSource("/api/live");
    source.addEventListener("changed", () => changes.dispatchEvent(new Event("changed")));
    source.addEventListener("ended", () => {
      source.close();
      onEnded();
    });
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) onEnded();
    });
    return () => source.close();
  }, [onEnded]);
}
