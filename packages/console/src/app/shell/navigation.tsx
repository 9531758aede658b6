import type { Right } from "@holdfast/contract";
import {
  IconAdjustmentsHorizontal,
  IconBell,
  IconBroadcast,
  IconClipboardCheck,
  IconDevices,
  IconDevices2,
  IconFingerprint,
  IconHome,
  IconIdBadge2,
  IconInbox,
  IconKey,
  IconLifebuoy,
  IconListCheck,
  IconShieldHalf,
  IconTimeline,
  IconUser,
  IconUserKey,
  IconUsers,
  IconWebhook,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useId } from "react";

import classes from "./shell.module.css";

interface Destination {
  readonly to:
    | "/home"
    | "/profile"
    | "/profile/sign-in-methods"
    | "/profile/notices"
    | "/sessions"
    | "/people"
    | "/protection"
    | "/keys"
    | "/account-keys"
    | "/checklist"
    | "/account-sessions"
    | "/roles"
    | "/audit"
    | "/policy"
    | "/reviews"
    | "/support"
    | "/webhooks"
    | "/audit-streams"
    | "/inbox";
  readonly label: string;
  readonly icon: typeof IconHome;
  /** Shown only to those who may read what is there. */
  readonly right: Right | null;
}

const yours: readonly Destination[] = [
  { to: "/home", label: "Overview", icon: IconHome, right: null },
  { to: "/checklist", label: "Checklist", icon: IconListCheck, right: null },
  { to: "/profile", label: "Profile", icon: IconUser, right: null },
  { to: "/profile/sign-in-methods", label: "Sign-in methods", icon: IconFingerprint, right: null },
  { to: "/sessions", label: "Sessions", icon: IconDevices, right: null },
  { to: "/keys", label: "API keys", icon: IconKey, right: null },
  { to: "/profile/notices", label: "Notices", icon: IconBell, right: null },
];

const ofAccount: readonly Destination[] = [
  { to: "/people", label: "People", icon: IconUsers, right: "users:read" },
  { to: "/account-sessions", label: "All sessions", icon: IconDevices2, right: "sessions:read" },
  { to: "/account-keys", label: "All API keys", icon: IconUserKey, right: "keys:read" },
  { to: "/protection", label: "Protection", icon: IconShieldHalf, right: "protection:read" },
  { to: "/roles", label: "Roles", icon: IconIdBadge2, right: "roles:read" },
  { to: "/audit", label: "Audit log", icon: IconTimeline, right: "audit:read" },
  { to: "/reviews", label: "Access reviews", icon: IconClipboardCheck, right: "audit:read" },
  { to: "/support", label: "Support access", icon: IconLifebuoy, right: "audit:read" },
  { to: "/webhooks", label: "Webhooks", icon: IconWebhook, right: "webhooks:manage" },
  { to: "/audit-streams", label: "Audit streams", icon: IconBroadcast, right: "audit:export" },
  { to: "/policy", label: "Policy", icon: IconAdjustmentsHorizontal, right: "policy:read" },
];

const ofDevelopment: readonly Destination[] = [{ to: "/inbox", label: "Mail inbox", icon: IconInbox, right: null }];

export interface NavigationProps {
  readonly rights: readonly Right[];
  readonly isDevelopment: boolean;
  readonly onNavigate?: () => void;
}

export function Navigation({ rights, isDevelopment, onNavigate }: NavigationProps) {
  const may = ({ right }: Destination) => right === null || rights.includes(right);
  return (
    <nav className={classes.nav} aria-label="Main" onClick={onNavigate}>
      <Group title="You" destinations={yours} />
      <Group title="Account" destinations={ofAccount.filter(may)} />
      {isDevelopment && <Group title="Development" destinations={ofDevelopment} />}
    </nav>
  );
}

function Group({ title, destinations }: { readonly title: string; readonly destinations: readonly Destination[] }) {
  const id = useId();
  if (destinations.length === 0) return null;
  return (
    <div>
      <p className={classes.group} id={id}>
        {title}
      </p>
      <ul aria-labelledby={id}>
        {destinations.map(({ to, label, icon: Icon }) => (
          <li key={to}>
            <Link to={to} className={classes.link} activeOptions={{ exact: true, includeSearch: false }}>
              <Icon size={18} stroke={1.75} aria-hidden="true" />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
