import { encode } from "uqr";

import classes from "./qr-code.module.css";

export interface QrCodeProps {
  readonly value: string;
  readonly label: string;
}

/** The quiet zone that readers need around the code (ISO/IEC 18004, four modules). */
const border = 4;

/** A QR code, drawn in this page: what it says goes to nobody else. Always dark on light, as cameras expect. */
export function QrCode({ value, label }: QrCodeProps) {
  const { data, size } = encode(value, { ecc: "M", border });
  return (
    <svg className={classes.code} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <rect className={classes.paper} width={size} height={size} />
      <path className={classes.ink} d={outline(data)} shapeRendering="crispEdges" />
    </svg>
  );
}

/** One run of dark modules after another, row by row. */
export function outline(rows: readonly (readonly boolean[])[]): string {
  return rows
    .flatMap((row, y) =>
      row.map((isDark, x) => {
        if (!isDark || row[x - 1] === true) return "";
        const end = row.indexOf(false, x);
        const width = (end === -1 ? row.length : end) - x;
        return `M${x} ${y}h${width}v1h-${width}z`;
      }),
    )
    .join("");
}
