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
 * Hears from the desk for as long as somebody is signed in. A stream ends with its token, which may have been exchanged for
 * a newer one: `isStillIn` asks, and the stream is opened again. A connection that was lost the browser opens by itself.
 */
export function useLive(isStillIn: () => Promise<boolean>): void {
  useEffect(() => {
    let source: EventSource | null = null;
    let isOver = false;
    const end = async (): Promise<void> => {
      source?.close();
      if ((await isStillIn()) && !isOver) open();
    };
    const open = (): void => {
      const opened = new EventSource("/api/live");
      source = opened;
      opened.addEventListener("changed", () => changes.dispatchEvent(new Event("changed")));
      opened.addEventListener("ended", () => void end());
      opened.addEventListener("error", () => {
        if (opened.readyState === EventSource.CLOSED) void end();
      });
    };
    open();
    return () => {
      isOver = true;
      source?.close();
    };
  }, [isStillIn]);
}
