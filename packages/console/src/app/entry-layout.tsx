import { Link, Outlet } from "@tanstack/react-router";

import { Wordmark } from "../design/mark.tsx";
import classes from "./entry-layout.module.css";
import { HoldfastDrawing } from "./holdfast-drawing.tsx";

/** The screens before one is signed in: a form, and beside it, where there is room, what the house stands for. */
export function EntryLayout() {
  return (
    <div className={classes.layout}>
      <div className={classes.column}>
        <header className={classes.header}>
          <Link to="/sign-in" className={classes.home} aria-label="Holdfast, sign in">
            <Wordmark />
          </Link>
        </header>
        <main className={classes.main} id="content" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <aside className={classes.aside} aria-label="About Holdfast">
        <div className={classes.view}>
          <HoldfastDrawing />
          <div className={classes.promise}>
            <p className={classes.claim}>Revoked is revoked, everywhere, and you hold the certificate.</p>
            <p className={classes.gloss}>
              Each account lives in its own boundary, under its own key. What happens in it stands in a log that anybody
              you choose can verify without trusting us.
            </p>
          </div>
        </div>
      </aside>
    </div>
  );
}
