/** The known name that somebody most likely meant, or null when none is near. */
export function nearestName(name: string, known: Iterable<string>): string | null {
  let nearest: { name: string; distance: number } | null = null;
  for (const candidate of known) {
    const distance = editDistance(name, candidate);
    if (distance < (nearest?.distance ?? 4)) nearest = { name: candidate, distance };
  }
  return nearest?.name ?? null;
}

/** Letters to insert, drop, replace or swap with their neighbour (optimal string alignment distance). */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const ways = [at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (isSame ? 0 : 1)];
      current.push(Math.min(...ways, ...(isSwap ? [at(beforeLast, column - 2) + 1] : [])));
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;
