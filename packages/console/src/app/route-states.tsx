import { Link, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { Page } from "../design/page.tsx";
import { Failure, Loading } from "../design/states.tsx";
import classes from "./entry-layout.module.css";

/** A screen that could not be shown, inside its frame: its data were refused, or its code has a fault. */
export function ScreenFailure({ error }: { readonly error: unknown }) {
  const router = useRouter();
  return (
    <Page title="This screen cannot be shown">
      <Failure error={error} onRetry={() => void router.invalidate()} />
    </Page>
  );
}

export const ScreenPending = () => <Loading what="the screen" />;

/** The same where there is no frame around it. */
export const FrameFailure = ({ error }: { readonly error: unknown }) => (
  <Bare>
    <ScreenFailure error={error} />
  </Bare>
);

export const FramePending = () => (
  <Bare>
    <ScreenPending />
  </Bare>
);

export const RouteMissing = () => (
  <Bare>
    <Page title="There is nothing here" lead="The address may be mistyped, or the screen may have moved.">
      <p>
        <Link to="/home">Go to the overview</Link>
      </p>
    </Page>
  </Bare>
);

const Bare = ({ children }: { readonly children: ReactNode }) => (
  <main className={classes.bare} id="content" tabIndex={-1}>
    {children}
  </main>
);
