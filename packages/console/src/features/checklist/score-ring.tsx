import classes from "./score-ring.module.css";

/** A share of a hundred, as a ring. What it shares stands beside it in words. */
export function ScoreRing({ percent }: { readonly percent: number }) {
  const level = percent >= 80 ? "good" : percent >= 50 ? "fair" : "low";
  return (
    <svg className={classes.ring} viewBox="0 0 120 120" data-level={level} role="img" aria-label={`${percent} percent`}>
      <circle className={classes.track} cx="60" cy="60" r="51" />
      {percent > 0 && (
        <circle
          className={classes.share}
          cx="60"
          cy="60"
          r="51"
          pathLength="100"
          strokeDasharray={`${percent} 100`}
          transform="rotate(-90 60 60)"
        />
      )}
      <text className={classes.number} x="60" y="60" textAnchor="middle" dominantBaseline="central">
        {percent}
        <tspan className={classes.unit}>%</tspan>
      </text>
    </svg>
  );
}
