import { Button } from "@mantine/core";
import { IconDeviceMobile, IconFingerprint } from "@tabler/icons-react";
import type { ReactNode } from "react";

import { Tag } from "../../design/tag.tsx";
import { Failure } from "../../design/states.tsx";
import classes from "./choose-factor.module.css";
import { type BegunTotp, useAddPasskey, useBeginTotp } from "../factors/use-set-up.ts";

export interface ChooseFactorProps {
  readonly onApp: (begun: BegunTotp) => void;
  readonly onPasskey: () => void;
}

export function ChooseFactor({ onApp, onPasskey }: ChooseFactorProps) {
  const passkey = useAddPasskey(onPasskey);
  const app = useBeginTotp(onApp);
  const error = passkey.error ?? app.error;
  return (
    <div className={classes.choices}>
      {error !== null && <Failure error={error} />}
      <Choice
        icon={<IconFingerprint size={26} stroke={1.5} aria-hidden="true" />}
        title="Passkey"
        tag={<Tag tone="good">best</Tag>}
        note="Fingerprint, face or PIN of your device, or a security key. No other site can ask for it: it cannot be phished."
        button={
          <Button variant="filled" loading={passkey.isPending} onClick={() => passkey.mutate()}>
            Make a passkey
          </Button>
        }
      />
      <Choice
        icon={<IconDeviceMobile size={26} stroke={1.5} aria-hidden="true" />}
        title="Authenticator app"
        note="Six digits from an app on your phone, new every 30 seconds. It works without a network."
        button={
          <Button loading={app.isPending} onClick={() => app.mutate()}>
            Use an app
          </Button>
        }
      />
    </div>
  );
}

interface ChoiceProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly tag?: ReactNode;
  readonly note: string;
  readonly button: ReactNode;
}

const Choice = ({ icon, title, tag, note, button }: ChoiceProps) => (
  <article className={classes.choice}>
    <span className={classes.icon}>{icon}</span>
    <div className={classes.text}>
      <h2 className={classes.title}>
        {title} {tag}
      </h2>
      <p className={classes.note}>{note}</p>
      {button}
    </div>
  </article>
);
