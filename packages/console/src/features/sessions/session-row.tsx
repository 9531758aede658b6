import type { SessionView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import {
  IconDeviceDesktop,
  IconDeviceMobile,
  IconDeviceTablet,
  IconDeviceUnknown,
  IconTerminal2,
} from "@tabler/icons-react";

import { Moment } from "../../design/moment.tsx";
import { Tag } from "../../design/tag.tsx";
import { deviceWords, placeWords } from "../../design/whereabouts.ts";
import classes from "./session-row.module.css";

const icons: Readonly<Record<string, typeof IconDeviceDesktop>> = {
  desktop: IconDeviceDesktop,
  mobile: IconDeviceMobile,
  tablet: IconDeviceTablet,
  program: IconTerminal2,
};

export interface SessionRowProps {
  readonly session: SessionView;
  /** Left out where sessions are only looked at. */
  readonly onEnd?: () => void;
  readonly isEnding?: boolean;
}

export function SessionRow({ session, onEnd, isEnding = false }: SessionRowProps) {
  const { device, country, address, lastSeenAt, createdAt, expiresAt, current } = session;
  const Icon = icons[device.kind] ?? IconDeviceUnknown;
  const words = deviceWords(device);
  return (
    <div className={classes.row}>
      <span className={classes.icon}>
        <Icon size={22} stroke={1.5} aria-hidden="true" />
      </span>
      <div className={classes.text}>
        <p className={classes.device}>
          {words} {current && <Tag tone="accent">This device</Tag>}
        </p>
        <p className={classes.place}>
          {placeWords(country)}
          {address !== null && (
            <>
              {" · "}
              <code>{address}</code>
            </>
          )}
        </p>
        <p className={classes.times}>
          {current ? (
            "Active now"
          ) : (
            <>
              Last seen <Moment time={lastSeenAt} />
            </>
          )}
          , signed in <Moment time={createdAt} />, ends <Moment time={expiresAt} /> at the latest
        </p>
      </div>
      {onEnd !== undefined && (
        <Button size="xs" color="danger" loading={isEnding} onClick={onEnd} aria-label={`End the session of ${words}`}>
          End
        </Button>
      )}
    </div>
  );
}
