import { Ident } from "../../../design/ident.tsx";
import { type DrawnNode, drawTree, hex } from "./tree-drawing.ts";
import classes from "./tree-path.module.css";
import type { ProvenPath } from "./verify-event.ts";

const roles = { leaf: "leaf", step: "computed", root: "signed root", sibling: "given" } as const;

/** The verified way from the leaf to the root, drawn; and the same in full, for those who compare hashes. */
export function TreePath({ leaf, path, index, checkpoint }: ProvenPath) {
  const drawing = drawTree(leaf, path);
  return (
    <figure className={classes.figure}>
      <svg
        className={classes.tree}
        viewBox={`0 0 ${drawing.width} ${drawing.height}`}
        role="img"
        aria-label={`Path of ${path.length} steps from entry ${index} to the root of ${checkpoint.size} entries`}
      >
        {drawing.lines.map(({ from, to, isPath }) => (
          <path
            key={`${from.x} ${from.y}`}
            className={isPath ? classes.path : classes.line}
            d={`M${from.x} ${from.y}C${from.x} ${(from.y + to.y) / 2} ${to.x} ${(from.y + to.y) / 2} ${to.x} ${to.y}`}
          />
        ))}
        {drawing.nodes.map((node) => (
          <Node key={`${node.x} ${node.y}`} node={node} />
        ))}
      </svg>
      <details className={classes.details}>
        <summary>The hashes in full</summary>
        <ol className={classes.list}>
          <li>
            Leaf <Ident value={hex(leaf)} what="the leaf's hash" />
          </li>
          {path.map(({ sibling, side, parent }) => (
            <li key={hex(parent)}>
              with <code>{hex(sibling)}</code> on the {side}: <code>{hex(parent)}</code>
            </li>
          ))}
          <li>
            Root of {checkpoint.size.toLocaleString("en")} entries{" "}
            <Ident value={hex(checkpoint.root)} what="the root hash" />
          </li>
        </ol>
      </details>
    </figure>
  );
}

function Node({ node: { x, y, hash, role } }: { readonly node: DrawnNode }) {
  return (
    <g>
      {role === "leaf" ? (
        <rect className={classes.leaf} x={x - 6} y={y - 6} width={12} height={12} rx={2} />
      ) : (
        <circle className={classes[role]} cx={x} cy={y} r={role === "root" ? 8 : 5} />
      )}
      <text className={classes.hash} x={x} y={y + (role === "root" ? -14 : 18)} textAnchor="middle">
        {hash.slice(0, 8)}
      </text>
      {role !== "step" && role !== "sibling" && (
        <text className={classes.role} x={x + 14} y={y + 4}>
          {roles[role]}
        </text>
      )}
    </g>
  );
}
