import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

/**
 * A new screen takes the focus at its heading, so that a keyboard goes on from there and a screen reader says where one
 * is (WCAG 2.2, 2.4.3). The first page of a visit is the browser's to announce.
 */
export function useFocusOnNavigation(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe("onRendered", ({ fromLocation, pathChanged }) => {
        if (fromLocation === undefined || !pathChanged) return;
        globalThis.scrollTo(0, 0);
        document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
      }),
    [router],
  );
}
