import classes from "./mark.module.css";

/**
 * A holdfast is what kelp grips the rock with: a stem that forks until it holds. It is also a hash tree, root above
 * leaves. The mark is both.
 */
const tree =
  "M16 3v8M16 11c0 3.500-6 3.500-6 8M16 11c0 3.500 6 3.500 6 8M10 19c0 3-4.500 3-4.500 6.500M10 19c0 3 3.500 3 3.500 6.500M22 19c0 3-3.500 3-3.500 6.500M22 19c0 3 4.500 3 4.500 6.500M3 28.500h26";

export function Mark({ size = 28 }: { readonly size?: number }) {
  return (
    <svg className={classes.mark} width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path d={tree} fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

export function Wordmark() {
  return (
    <span className={classes.wordmark}>
      <Mark />
      <span>Holdfast</span>
    </span>
  );
}
