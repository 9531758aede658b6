import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { factorsQuery } from "../../api/queries.ts";
import { ExactTime } from "../../design/moment.tsx";
import { Notice } from "../../design/notice.tsx";
import classes from "./shell.module.css";

/** While the account's grace lasts for somebody who has no second factor yet. */
export function GraceBanner() {
  const { data: factors } = useQuery(factorsQuery);
  if (factors === undefined || factors.enrolBy === null) return null;
  return (
    <div className={classes.banner}>
      <Notice tone="warn" title="A second factor is required soon">
        From <ExactTime time={factors.enrolBy} /> on you cannot do anything here without one.{" "}
        <Link to="/enrol">Set one up now</Link>, it takes a minute.
      </Notice>
    </div>
  );
}
