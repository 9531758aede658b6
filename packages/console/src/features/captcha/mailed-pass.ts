/**
 * The token of a mail that takes the place of a CAPTCHA, once. Like that of every mailed link it lives in this variable
 * only: a page that is reloaded has none.
 */
let held: string | null = null;

export const holdMailedPass = (token: string): void => {
  held = token;
};

/** It works once, so it is given once. */
export function takeMailedPass(): string | null {
  const pass = held;
  held = null;
  return pass;
}
