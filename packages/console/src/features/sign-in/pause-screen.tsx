import type { FactorStep } from "@holdfast/contract";
import { Button } from "@mantine/core";

import { publicClient } from "../../api/client.ts";
import { Page } from "../../design/page.tsx";
import { ProofForm } from "../factors/proof-form.tsx";
import { MailSent } from "../mail-links/mail-sent.tsx";
import { LostFactors } from "../recovery/lost-factors.tsx";
import type { FirstProof, Pause, SignInFlow } from "./use-sign-in-flow.ts";

/** A sign-in that was right so far: what is missing is asked for here. */
export function PauseScreen({ pause, flow }: { readonly pause: Pause; readonly flow: SignInFlow }) {
  if (pause.step === "mailed") return <MailSent title={pause.title} address={pause.address} />;
  return <FactorScreen {...pause} flow={flow} />;
}

interface FactorScreenProps {
  readonly factor: FactorStep;
  readonly by: FirstProof;
  readonly flow: SignInFlow;
}

const leads: Readonly<Record<FirstProof, string>> = {
  password: "Your password is right. Now show it is you in a second way.",
  passkey: "Your passkey is right. It did not check who holds it, so we do.",
  magic_link: "The link is right. Now show it is you with your second factor.",
  google: "Google vouched for you. Now show it is you with your second factor.",
};

function FactorScreen({ factor, by, flow }: FactorScreenProps) {
  const { challenge, factors } = factor;
  return (
    <Page title="One more step" lead={leads[by]}>
      <ProofForm
        kinds={factors}
        passkeyOptions={() => publicClient.signInPasskeyOptions({ body: { challenge } })}
        onProof={async (proof) =>
          flow.take(await publicClient.completeSignIn({ body: { challenge, proof, transport: "cookie" } }), { by })
        }
        actions={<Button onClick={flow.restart}>Start again</Button>}
      />
      {by === "password" && <LostFactors factor={factor} flow={flow} />}
    </Page>
  );
}
