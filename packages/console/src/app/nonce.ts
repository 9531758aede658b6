/** The nonce that the server put into this page, for the style elements that the UI library inserts. */
export const readStyleNonce = (): string =>
  document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
