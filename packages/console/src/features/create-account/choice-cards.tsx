import type { ReactNode } from "react";

import classes from "./choice-cards.module.css";

export interface Choice {
  readonly value: string;
  readonly title: string;
  readonly note?: ReactNode;
}

export interface ChoiceCardsProps {
  readonly legend: string;
  readonly note?: ReactNode;
  readonly name: string;
  readonly choices: readonly Choice[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One of a few, each explained: radio buttons that one can press anywhere. */
export function ChoiceCards({ legend, note, name, choices, value, onChange }: ChoiceCardsProps) {
  return (
    <fieldset className={classes.set}>
      <legend className={classes.legend}>{legend}</legend>
      {note !== undefined && <p className={classes.note}>{note}</p>}
      <div className={classes.cards}>
        {choices.map((choice) => (
          <label key={choice.value} className={classes.card}>
            <input
              type="radio"
              className={classes.radio}
              name={name}
              value={choice.value}
              checked={value === choice.value}
              onChange={() => onChange(choice.value)}
            />
            <span className={classes.text}>
              <span className={classes.title}>{choice.title}</span>
              {choice.note !== undefined && <span className={classes.choiceNote}>{choice.note}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
