import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { meQuery } from "../../api/queries.ts";
import { ExactTime } from "../../design/moment.tsx";
import { Notice } from "../../design/notice.tsx";
import { scopesWords } from "./support-words.ts";
import { supportPresenceQuery } from "./support-queries.ts";

/**
 * Tells everybody of the account that somebody of the operator may look in, or is in. Asked anew with each screen and
 * not by a clock: that would keep the session of somebody who has gone away from dying of idleness.
 */
export function SupportBanner({ className }: { readonly className: string | undefined }) {
  const { rights } = useSuspenseQuery(meQuery).data;
  const grants = useQuery(supportPresenceQuery).data?.items ?? [];
  if (grants.length === 0) return null;
  const isIn = grants.some(({ openedAt }) => openedAt !== null);
  return (
    <div className={className}>
      <Notice tone={isIn ? "warn" : "info"} title={isIn ? "Support is in" : "Support may look in"}>
        {grants.map(({ grant, scopes, until, openedAt }) => (
          <p key={grant}>
            Somebody of the operator {openedAt === null ? "may read" : "reads"} {scopesWords(scopes)}, until{" "}
            <ExactTime time={until} />. They can change nothing.
          </p>
        ))}
        {rights.includes("audit:read") && <Link to="/support">See who, and why</Link>}
      </Notice>
    </div>
  );
}
