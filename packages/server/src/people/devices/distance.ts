import { countryPlaces } from "./country-places.ts";

const earthRadiusKm = 6371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/**
 * How far apart two countries are at least, as the crow flies and less what is not known of the places in them; null
 * where one of them has no place of its own.
 */
export function leastDistanceKm(from: string, to: string): number | null {
  const [a, b] = [countryPlaces[from], countryPlaces[to]];
  if (a === undefined || b === undefined) return null;
  if (from === to) return 0;
  return Math.max(0, Math.round(greatCircleKm(a, b) - a[2] - b[2]));
}

/** By the haversine formula, on a sphere. */
function greatCircleKm([lat1, lon1]: readonly number[], [lat2, lon2]: readonly number[]): number {
  const [from, to] = [radians(lat1 ?? 0), radians(lat2 ?? 0)];
  const [north, east] = [to - from, radians((lon2 ?? 0) - (lon1 ?? 0))];
  const half = Math.sin(north / 2) ** 2 + Math.cos(from) * Math.cos(to) * Math.sin(east / 2) ** 2;
  return 2 * earthRadiusKm * Math.asin(Math.sqrt(half));
}
