import { Link, useRouter } from "@tanstack/react-router";

import { Page } from "../design/page.tsx";
import { Failure, Loading } from "../design/states.tsx";
import classes from "./entry-layout.module.css";

/** A screen that could not be shown: its data were refused, or its code has a fault. */
export function RouteFailure({ error }: { readonly error: unknown }) {
  const router = useRouter();
  return (
    <main className={classes.bare} id="content" tabIndex={-1}>
      <Page title="This screen cannot be shown">
        <Failure error={error} onRetry={() => void router.invalidate()} />
      </Page>
    </main>
  );
}

export function RouteMissing() {
  return (
    <main className={classes.bare} id="content" tabIndex={-1}>
      <Page title="There is nothing here" lead="The address may be mistyped, or the screen may have moved.">
        <p>
          <Link to="/home">Go to the overview</Link>
        </p>
      </Page>
    </main>
  );
}

export const RoutePending = () => (
  <main className={classes.bare} id="content" tabIndex={-1}>
    <Loading what="the screen" />
  </main>
);
