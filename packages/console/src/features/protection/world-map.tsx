import { useQuery } from "@tanstack/react-query";

import { placeWords } from "../../design/whereabouts.ts";
import { worldQuery } from "./protection-queries.ts";
import type { CountryCount } from "./protection-words.ts";
import classes from "./world-map.module.css";

/**
 * Where tries to sign in came from. The outlines are ours to serve, so that no map provider learns who looks at what; the
 * table beside it says the same in words.
 */
export function WorldMap({ counts }: { readonly counts: readonly CountryCount[] }) {
  const { data: world } = useQuery(worldQuery);
  if (world === undefined) return <div className={classes.blank} />;
  const centres: Readonly<Record<string, readonly number[]>> = world.centres;
  const gravityIn = new Map(counts.map(({ country, gravity }) => [country, gravity]));
  return (
    <svg
      className={classes.map}
      viewBox={`0 0 ${world.width} ${world.height}`}
      role="img"
      aria-label={`Map of the world: ${counts.length} ${counts.length === 1 ? "country" : "countries"} marked; the table lists them`}
    >
      {Object.entries(world.outlines).map(([country, outline]) => (
        <path key={country} d={outline} className={classes.land} data-gravity={gravityIn.get(country)} />
      ))}
      {counts.map(({ country, all, gravity }) => {
        const [x, y] = centres[country] ?? [];
        return (
          x !== undefined &&
          y !== undefined && (
            <circle key={country} className={classes.mark} cx={x} cy={y} r={radiusOf(all)} data-gravity={gravity}>
              <title>{`${placeWords(country)}: ${all}`}</title>
            </circle>
          )
        );
      })}
    </svg>
  );
}

/** The area grows with the count, up to what covers no continent. */
const radiusOf = (count: number): number => Math.min(34, 7 + 3 * Math.sqrt(count));
