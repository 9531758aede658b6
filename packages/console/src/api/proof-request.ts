/** `factor`: only a second factor will do. */
export type ProofStrength = "any" | "factor";

/** A proof of identity that somebody waits for. */
export interface ProofRequest {
  readonly strength: ProofStrength;
  readonly settle: (proved: boolean) => void;
}

/** In the order in which they were asked for; one is shown at a time. */
let waiting: readonly ProofRequest[] = [];
const readers = new Set<() => void>();

/** Opens the dialog that asks for a proof. Resolves when one was given, or when the person declined. */
export function askForProof(strength: ProofStrength): Promise<boolean> {
  return new Promise((resolve) => {
    const request: ProofRequest = {
      strength,
      settle(proved) {
        publish(waiting.filter((other) => other !== request));
        resolve(proved);
      },
    };
    publish([...waiting, request]);
  });
}

export const pendingProof = (): ProofRequest | null => waiting[0] ?? null;

export function followProof(reader: () => void): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}

function publish(next: readonly ProofRequest[]): void {
  waiting = next;
  for (const reader of readers) reader();
}
