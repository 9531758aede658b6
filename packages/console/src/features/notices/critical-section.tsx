import type { NoticeView } from "@holdfast/contract";
import { IconLock } from "@tabler/icons-react";

import { Section } from "../../design/section.tsx";
import classes from "./notices.module.css";

/** What nobody can switch off: whoever took over a user would do that first. */
export const CriticalSection = ({ notices }: { readonly notices: readonly NoticeView[] }) => (
  <Section
    title="Always on"
    note="These are about your security. They come at once, to every address of yours, and cannot be switched off: an intruder would do that first."
  >
    <ul className={classes.locked} aria-label="Notices that always come">
      {notices.map(({ notice, title }) => (
        <li key={notice} className={classes.lock}>
          <IconLock size={15} stroke={1.75} aria-hidden="true" />
          {title}
        </li>
      ))}
    </ul>
  </Section>
);
