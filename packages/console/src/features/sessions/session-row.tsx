import type { SessionView } from "@holdfast/contract";
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import {
  IconDeviceDesktop,
  IconDeviceMobile,
  IconDeviceTablet,
  IconDeviceUnknown,
  IconTerminal2,
} from "@tabler/icons-react";

import { Moment } from "../../design/moment.tsx";
import { Row, RowNote } from "../../design/row.tsx";
import { Tag } from "../../design/tag.tsx";
import { deviceWords, placeWords } from "../../design/whereabouts.ts";

const icons: Readonly<Record<string, typeof IconDeviceDesktop>> = {
  desktop: IconDeviceDesktop,
  mobile: IconDeviceMobile,
  tablet: IconDeviceTablet,
  program: IconTerminal2,
};

export interface SessionRowProps {
  readonly session: SessionView;
  /** Whose it is, where that is not plain. */
  readonly owner?: ReactNode;
  /** Left out where sessions are only looked at. */
  readonly onEnd?: () => void;
  readonly isEnding?: boolean;
}

export function SessionRow({ session, owner, onEnd, isEnding = false }: SessionRowProps) {
  const { device, country, address, lastSeenAt, createdAt, expiresAt, current } = session;
  const Icon = icons[device.kind] ?? IconDeviceUnknown;
  const words = deviceWords(device);
  return (
    <Row
      icon={<Icon size={22} stroke={1.5} aria-hidden="true" />}
      name={
        <>
          {owner !== undefined && <>{owner}, </>}
          {words} {current && <Tag tone="accent">This device</Tag>}
        </>
      }
      acts={
        onEnd !== undefined && (
          <Button
            size="xs"
            color="danger"
            loading={isEnding}
            onClick={onEnd}
            aria-label={`End the session of ${words}`}
          >
            End
          </Button>
        )
      }
    >
      <p>
        {placeWords(country)}
        {address !== null && (
          <>
            {" · "}
            <code>{address}</code>
          </>
        )}
      </p>
      <RowNote>
        {current ? (
          "Active now"
        ) : (
          <>
            Last seen <Moment time={lastSeenAt} />
          </>
        )}
        , signed in <Moment time={createdAt} />, ends <Moment time={expiresAt} /> at the latest
      </RowNote>
    </Row>
  );
}
