import { Lamp } from "./lamp.tsx";

interface ScreenProps {
  readonly onAgain: () => void;
}

/** Nothing of the workspace stays on the screen: whoever sits there may not be who was signed in. */
export const Ended = ({ onAgain }: ScreenProps) => (
  <main className="whole">
    <section className="card ended" aria-labelledby="ended">
      <Lamp out />
      <h1 id="ended">Your session was ended</h1>
      <p>
        You ended it on another device, an administrator did, or its time was up. It was taken back everywhere at once,
        so nothing on this page works any more.
      </p>
      <button type="button" className="primary" onClick={onAgain} autoFocus>
        Sign in again
      </button>
    </section>
  </main>
);

export const Unverified = ({ onAgain }: ScreenProps) => (
  <main className="whole">
    <section className="card ended" aria-labelledby="unverified">
      <Lamp out />
      <h1 id="unverified">You cannot be let in at the moment</h1>
      <p>The desk cannot check who you are, and shows nothing to whom it cannot check. You are still signed in.</p>
      <button type="button" className="primary" onClick={onAgain} autoFocus>
        Try again
      </button>
    </section>
  </main>
);
