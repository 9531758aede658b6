/** A mail as plain text, and as HTML where there is any. `id` stays the same over retries, so that a receiver can drop a repetition. */
export interface Mail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
}

export interface Mailer {
  /**
   * Resolves when the next hop has taken responsibility; rejects when it has not.
   * @throws MailRefused when it never will.
   */
  send(mail: Mail): Promise<void>;
  close(): Promise<void>;
}
