import { type FormEvent, useState } from "react";

import type { Elsewhere, SignInAnswer } from "../src/api.ts";
import { call, textOf } from "./call.ts";
import { Fault } from "./fault.tsx";
import { Field } from "./field.tsx";
import { Lamp } from "./lamp.tsx";

interface SignInProps {
  readonly onSignedIn: () => void;
}

const elsewhere: Readonly<Record<Elsewhere, string>> = {
  verify_email: "Confirm your address first: a mail with a link is on its way.",
  confirm: "This sign-in looks unlike you. A mail with a link is on its way; it completes the sign-in at Holdfast.",
  enrol: "Your account asks for a second factor. Set one up in the console, then come back.",
  captcha:
    "There were many tries lately, and Holdfast asks for a test that the desk does not have. Try again in a while.",
};

/** The steps that Holdfast asks for. The desk passes on what is typed and keeps none of it. */
export function SignIn({ onSignedIn }: SignInProps) {
  const [challenge, setChallenge] = useState<string | null>(null);
  const [told, setTold] = useState<string | null>(null);
  const [consoleUrl, setConsoleUrl] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const send = async (path: string, body: object): Promise<void> => {
    setBusy(true);
    setTold(null);
    try {
      const answer = await call<SignInAnswer>("POST", path, body);
      setConsoleUrl(answer.step === "elsewhere" ? answer.consoleUrl : null);
      if (answer.step === "factor") setChallenge(answer.challenge);
      else if (answer.step === "elsewhere") setTold(elsewhere[answer.reason]);
      else onSignedIn();
    } catch (error) {
      setTold(textOf(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <main className="whole lit">
      <section className="card" aria-labelledby="sign-in">
        <Lamp />
        <h1 id="sign-in">{challenge === null ? "Sign in to the desk" : "One more step"}</h1>
        <Fault text={told} />
        {told !== null && consoleUrl !== null && <a href={consoleUrl}>Open the console</a>}
        {challenge === null ? (
          <PasswordForm busy={busy} onSend={(body) => void send("/session", body)} />
        ) : (
          <CodeForm busy={busy} onSend={(proof) => void send("/session/factor", { challenge, ...proof })} />
        )}
        <p className="quiet small">Holdfast checks who you are. The desk never stores a password.</p>
      </section>
    </main>
  );
}

interface StepProps {
  readonly busy: boolean;
  readonly onSend: (body: object) => void;
}

const submitting = (send: () => void) => (event: FormEvent) => {
  event.preventDefault();
  send();
};

function PasswordForm({ busy, onSend }: StepProps) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  return (
    <form onSubmit={submitting(() => onSend({ email, password }))}>
      <Field label="E-mail" type="email" autoComplete="username" value={email} onType={setEmail} autoFocus />
      <Field label="Password" type="password" autoComplete="current-password" value={password} onType={setPassword} />
      <button type="submit" className="primary" disabled={busy}>
        {busy ? "Checking …" : "Sign in"}
      </button>
    </form>
  );
}

function CodeForm({ busy, onSend }: StepProps) {
  const [code, setCode] = useState("");
  const isTotp = /^\d{0,6}$/.test(code.trim());
  return (
    <form onSubmit={submitting(() => onSend({ kind: isTotp ? "totp" : "recovery_code", code: code.trim() }))}>
      <Field
        label="Code of your authenticator app"
        hint="Or one of your recovery codes."
        type="text"
        autoComplete="one-time-code"
        value={code}
        onType={setCode}
        autoFocus
      />
      <button type="submit" className="primary" disabled={busy}>
        {busy ? "Checking …" : "Go on"}
      </button>
    </form>
  );
}
