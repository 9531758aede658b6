import { Outlet } from "@tanstack/react-router";

import classes from "./root.module.css";
import { useFocusOnNavigation } from "./use-focus-on-navigation.ts";

export function Root() {
  useFocusOnNavigation();
  return (
    <>
      <a className={classes.skip} href="#content" onClick={skipToContent}>
        Skip to content
      </a>
      <Outlet />
    </>
  );
}

/** Moves the focus by hand: a fragment in the address would be one more entry in the history. */
function skipToContent(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById("content")?.focus();
}
