import classes from "./certificate.module.css";

const width = 600;
const height = 26;
const strands = 9;

/** A band of interlaced waves, as on documents that are meant to be hard to forge. */
export function Guilloche() {
  return (
    <svg
      className={classes.guilloche}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
    >
      {Array.from({ length: strands }, (_, strand) => (
        <path key={strand} d={wave((strand / strands) * Math.PI * 2)} />
      ))}
    </svg>
  );
}

function wave(phase: number): string {
  const points = Array.from({ length: width / 4 + 1 }, (_, i) => {
    const x = i * 4;
    const swell = Math.sin(x / 26 + phase) * (0.62 + 0.38 * Math.cos(x / 70 + phase));
    return `${x} ${(height / 2 + swell * (height / 2 - 2)).toFixed(2)}`;
  });
  return `M${points.join("L")}`;
}
