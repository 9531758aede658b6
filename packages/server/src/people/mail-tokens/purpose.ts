/** What a mailed token is good for. One made for a purpose is unknown for every other. */
export type MailTokenPurpose =
  | "verify_email"
  | "reset_password"
  | "magic_link"
  | "confirm_sign_in"
  | "captcha_pass"
  | "recovery_begin"
  | "recovery_cancel"
  | "verify_notification_address";

/** The same of tokens that stand with what they are for: their holder is no user yet, or may hold several of a kind. */
export type LinkPurpose = "invite" | "change_email" | "undo_email" | "not_me";
