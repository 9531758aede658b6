const longest = 40;

/** The address that a name suggests: a DNS label of 3 to 40 characters, or as much of one as the name gives. */
export function suggestSlug(name: string): string {
  return name
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, longest)
    .replaceAll(/^-+|-+$/g, "");
}

/** What is wrong with an address, in words, or null. */
export function slugFault(slug: string): string | null {
  if (slug.length < 3) return "At least 3 characters.";
  if (slug.length > longest) return `At most ${longest} characters.`;
  return /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])$/.test(slug)
    ? null
    : "Small letters, digits and hyphens; a letter or digit first and last.";
}
