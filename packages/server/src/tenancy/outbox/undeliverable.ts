/** Work that trying again cannot bring about: thrown by `deliver`. Mails alone are put aside; they have an end. */
export class Undeliverable extends Error {
  /** Kept beside the work and shown to administrators: a code, never what a server said. */
  readonly failure: string;

  constructor(failure: string, options?: ErrorOptions) {
    super("the work cannot be done", options);
    this.name = "Undeliverable";
    this.failure = failure;
  }
}
