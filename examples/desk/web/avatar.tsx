/** Somebody's initials, in one of six tints that is always theirs. */
export const Avatar = ({ name }: { readonly name: string }) => (
  <span className="avatar" data-tint={tintOf(name)} aria-hidden="true">
    {initialsOf(name)}
  </span>
);

function initialsOf(name: string): string {
  const letters = name.split(/\s+/).flatMap((word) => /\p{L}/u.exec(word)?.[0] ?? []);
  return [letters[0], letters.slice(1).at(-1)].join("").toUpperCase();
}

const tintOf = (name: string): number =>
  Array.from(name).reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 6;
