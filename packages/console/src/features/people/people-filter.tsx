import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";

import classes from "./people-filter.module.css";
import { filterLabels, type PersonFilter } from "./person-state.ts";

export interface PeopleFilterProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly filter: PersonFilter;
  readonly onFilter: (filter: PersonFilter) => void;
  readonly countOf: (filter: PersonFilter) => number;
  /** Whether the reader may know who is protected and who was here. */
  readonly maySee: boolean;
}

const all = ["everybody", "unprotected", "unseen", "suspended"] as const;
const plain = ["everybody", "suspended"] as const;

/** Narrows a list of people; each choice says how many it leaves. */
export function PeopleFilter({ text, onText, filter, onFilter, countOf, maySee }: PeopleFilterProps) {
  return (
    <div className={classes.filter}>
      <TextInput
        className={classes.search}
        aria-label="Find by name or address"
        placeholder="Find by name or address"
        leftSection={<IconSearch size={16} aria-hidden="true" />}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
      />
      <div className={classes.choices} role="group" aria-label="Show">
        {(maySee ? all : plain).map((choice) => (
          <button
            key={choice}
            type="button"
            className={classes.choice}
            aria-pressed={choice === filter}
            onClick={() => onFilter(choice)}
          >
            {filterLabels[choice]} <span className={classes.count}>{countOf(choice)}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
