import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { factorsQuery } from "../../api/queries.ts";
import { Moment } from "../../design/moment.tsx";
import { Notice } from "../../design/notice.tsx";
import classes from "./shell.module.css";

/** While the account's grace lasts for somebody who has no second factor yet. */
export function GraceBanner() {
  const { data: factors } = useQuery(factorsQuery);
  if (factors === undefined || factors.enrolBy === null) return null;
  return (
    <div className={classes.banner}>
      <Notice tone="warn" title="A second factor is required soon">
        Your account insists on it <Moment time={factors.enrolBy} />: from then on nothing here opens without one.{" "}
        <Link to="/enrol">Set one up now</Link>, it takes a minute.
      </Notice>
    </div>
  );
}
