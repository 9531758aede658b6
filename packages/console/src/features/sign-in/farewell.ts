import type { Issued } from "../certificate/certificate-dialog.tsx";

/** The certificate of the session that this page has just ended; the session itself can no longer ask for it. */
let last: Issued | null = null;

export const keepFarewell = (issued: Issued | null): void => {
  last = issued;
};

export const lastFarewell = (): Issued | null => last;
