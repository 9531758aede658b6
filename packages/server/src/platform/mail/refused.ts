/**
 * The next hop will not take the mail, now or later (RFC 5321 section 4.2.1, replies 5yz): the recipient, because the
 * address does not exist or wants nothing, or the message as it is. What the server said is in `cause` alone: it quotes
 * addresses.
 */
export class MailRefused extends Error {
  readonly about: "recipient" | "message";
  readonly status: number;

  constructor(about: "recipient" | "message", status: number, options?: ErrorOptions) {
    super("the mail was refused for good", options);
    this.name = "MailRefused";
    this.about = about;
    this.status = status;
  }
}
