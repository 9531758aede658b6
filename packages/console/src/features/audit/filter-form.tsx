import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type SyntheticEvent, useState } from "react";

import { eventGroups } from "./event-words.ts";
import { type AuditSearch, parseSearch } from "./filter.ts";
import classes from "./filter-form.module.css";

export interface FilterFormProps {
  readonly search: AuditSearch;
  readonly onSearch: (search: AuditSearch) => void;
}

const eventChoices = [{ value: "", label: "Every event" }, ...eventGroups];
const outcomeChoices = [
  { value: "", label: "Any outcome" },
  { value: "success", label: "Success" },
  { value: "refused", label: "Refused" },
];

/** The filter; on a phone folded away, so that the events come first, unless it is in use. */
export function FilterForm({ search, onSearch }: FilterFormProps) {
  const isPhone = useMediaQuery("(width < 36em)", false, { getInitialValueInEffect: false });
  const isInUse = Object.keys(search).length > 0;
  const [values, setValues] = useState<Readonly<Record<string, string>>>({ ...search });
  const bind = (name: keyof AuditSearch) => ({
    name,
    value: values[name] ?? "",
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => {
      const { value } = event.currentTarget;
      setValues((before) => ({ ...before, [name]: value }));
    },
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    onSearch(parseSearch(values));
  };
  const clear = () => {
    setValues({});
    onSearch({});
  };
  return (
    <search>
      <details className={classes.fold} open={!isPhone || isInUse}>
        <summary className={classes.summary}>Filter</summary>
        <form className={classes.form} onSubmit={submit}>
          <NativeSelect label="Event" data={eventChoices} {...bind("event")} />
          <NativeSelect label="Outcome" data={outcomeChoices} {...bind("outcome")} />
          <TextInput label="From" type="date" {...bind("from")} />
          <TextInput label="To" type="date" {...bind("to")} />
          <TextInput label="Actor id" placeholder="usr_…" autoComplete="off" spellCheck={false} {...bind("actor")} />
          <TextInput label="Target id" placeholder="ses_…" autoComplete="off" spellCheck={false} {...bind("target")} />
          <div className={classes.actions}>
            <Button type="submit">Filter</Button>
            {isInUse && (
              <Button variant="subtle" onClick={clear}>
                Show all
              </Button>
            )}
          </div>
        </form>
      </details>
    </search>
  );
}
