import classes from "./entry-layout.module.css";

interface Fork {
  readonly x: number;
  readonly y: number;
  readonly depth: number;
}

const levels = 5;
const width = 480;
const height = 430;
const top = 24;
const ground = 400;

/** The forks of a binary tree that spreads to the ground: place and depth of each, root first. */
function forks(): Fork[] {
  return Array.from({ length: levels }, (_, depth) => {
    const count = 2 ** depth;
    const y = top + 70 + ((ground - top - 70) * depth) / (levels - 1);
    return Array.from({ length: count }, (__, i) => ({ x: (width * (i + 0.5)) / count, y, depth }));
  }).flat();
}

const all = forks();

function rootlet(child: Fork): string {
  const parent = all.find(
    ({ depth, x }) => depth === child.depth - 1 && Math.abs(x - child.x) < width / 2 ** (depth + 2) + 1,
  );
  if (parent === undefined) return `M${width / 2} ${top}V${child.y}`;
  const middle = (parent.y + child.y) / 2;
  return `M${parent.x} ${parent.y}C${parent.x} ${middle} ${child.x} ${middle} ${child.x} ${child.y}`;
}

/** The mark, grown: a hash tree that grips the ground. One path from a leaf to the root is lit. */
export function HoldfastDrawing() {
  return (
    <svg className={classes.drawing} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path d={`M0 ${ground}H${width}`} className={classes.ground} />
      {all.map((fork, i) => (
        <path key={`${fork.depth}/${fork.x}`} d={rootlet(fork)} className={isLit(i) ? classes.lit : classes.root} />
      ))}
      {all.map((fork, i) => (
        <circle
          key={`${fork.depth}/${fork.x}`}
          cx={fork.x}
          cy={fork.y}
          r={isLit(i) ? 5 : 3}
          className={isLit(i) ? classes.litNode : classes.node}
        />
      ))}
    </svg>
  );
}

/** The path to the eleventh leaf, in heap order. */
function isLit(index: number): boolean {
  let node = 2 ** (levels - 1) - 1 + 10;
  while (node > 0 && node !== index) node = Math.floor((node - 1) / 2);
  return node === index;
}
