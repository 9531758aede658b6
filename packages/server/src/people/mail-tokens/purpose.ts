/** What a mailed token is good for. One made for a purpose is unknown for every other. */
export type MailTokenPurpose = "verify_email" | "reset_password";
