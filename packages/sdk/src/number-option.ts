/** What a timer can wait for; a longer one would end at once. */
const most = 2 ** 31 - 1;

/**
 * An option that is a number, or what it is without being given.
 * @throws TypeError: a variable of the environment that is not set becomes NaN, and every comparison with it is false
 */
export function numberOption(name: string, given: number | undefined, usual: number, least: number): number {
  if (given === undefined) return usual;
  if (given >= least && given <= most) return given;
  throw new TypeError(`${name} must be a number from ${least} to ${most}`);
}
