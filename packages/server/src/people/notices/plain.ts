/** Controls, line breaks, and what turns the direction of a text or hides in it (Unicode TR 36 §3.2, TR 39 §5.4). */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const unseen = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+/g;

const longest = 120;

/** Where a mail program would begin to see an address of a page or of a person. */
const joints = /(?<=[^\s.:/@])(?:\.|@|:\/\/|\/)(?=[^\s.:/@])/g;

/**
 * What somebody typed, as it may stand in a mail to somebody else: one line, no longer than a name is, no letters that
 * nobody sees. It can be no link either: whoever signs up as “see evil.example” with a stranger's address would have us
 * advertise it. A character of no width keeps programs from making links and changes nothing for the reader.
 */
export const plain = (typed: string): string => oneLine(typed).replace(joints, "$&\u200b");

/** The same for a subject, which no program makes links of. */
export function oneLine(typed: string): string {
  const text = typed.normalize("NFC").replace(unseen, " ").replace(/\s+/g, " ").trim();
  // By code points: a cut between two halves of one would leave what no encoder takes.
  const characters = Array.from(text);
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join("")}…`;
}
