/** Who we are to authenticators. A passkey answers to one RP id, and browsers sign the origin that asked. */
export interface RelyingParty {
  readonly id: string;
  readonly name: string;
  readonly origin: string;
}

/** From the address of the console: a passkey that was made there answers there, and nowhere else. */
export function relyingPartyAt(publicUrl: string): RelyingParty {
  const { hostname, origin } = new URL(publicUrl);
  return { id: hostname, name: "Holdfast", origin };
}
