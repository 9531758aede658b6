import classes from "./step-bar.module.css";

/** How many steps of a known number are done, one mark each. */
export function StepBar({ done, all }: { readonly done: number; readonly all: number }) {
  return (
    <span className={classes.bar} role="img" aria-label={`${done} of ${all} steps done`}>
      {Array.from({ length: all }, (_, step) => (
        <span key={step} className={classes.step} data-done={step < done} />
      ))}
    </span>
  );
}
