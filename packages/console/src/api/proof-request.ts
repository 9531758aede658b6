/** A proof of identity that somebody waits for. */
export interface ProofRequest {
  readonly settle: (proved: boolean) => void;
}

let pending: ProofRequest | null = null;
const readers = new Set<() => void>();

/** Opens the dialog that asks for the password. Resolves when it was right, or when the person declined. */
export function askForProof(): Promise<boolean> {
  return new Promise((resolve) => {
    publish({
      settle(proved) {
        publish(null);
        resolve(proved);
      },
    });
  });
}

export const pendingProof = (): ProofRequest | null => pending;

export function followProof(reader: () => void): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}

function publish(next: ProofRequest | null): void {
  pending = next;
  for (const reader of readers) reader();
}
