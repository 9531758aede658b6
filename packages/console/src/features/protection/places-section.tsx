import type { ProtectionEventView } from "@holdfast/contract";

import { Section } from "../../design/section.tsx";
import { placeWords } from "../../design/whereabouts.ts";
import { countByCountry } from "./protection-words.ts";
import classes from "./places-section.module.css";
import { WorldMap } from "./world-map.tsx";

/** Where people tried to sign in, as a map and in words. */
export function PlacesSection({ events }: { readonly events: readonly ProtectionEventView[] }) {
  const counts = countByCountry(events);
  const unplaced = events.filter(({ country }) => country === null).length;
  return (
    <Section
      title="Places"
      note="Where the addresses are registered; a mobile network or VPN can be far from its user."
    >
      <div className={classes.frame}>
        <WorldMap counts={counts} />
        <ul className={classes.legend} aria-label="Colours">
          <li data-gravity="calm">as usual</li>
          <li data-gravity="odd">unusual</li>
          <li data-gravity="stopped">refused or blocked</li>
        </ul>
      </div>
      {counts.length > 0 && (
        <div className={classes.scroll} tabIndex={0} role="region" aria-label="Places in a table">
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">Country</th>
                <th scope="col">Tries</th>
                <th scope="col">Unusual</th>
                <th scope="col">Refused or blocked</th>
              </tr>
            </thead>
            <tbody>
              {counts.map(({ country, all, odd, stopped }) => (
                <tr key={country}>
                  <th scope="row">{placeWords(country)}</th>
                  <td>{all}</td>
                  <td>{odd}</td>
                  <td>{stopped}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {unplaced > 0 && (
        <p className={classes.credit}>
          {unplaced} {unplaced === 1 ? "try came" : "tries came"} from an address without a place.
        </p>
      )}
      <p className={classes.credit}>
        Networks and countries of addresses: DB-IP.com and Route Views, CC BY 4.0. Outlines: Natural Earth.
      </p>
    </Section>
  );
}
