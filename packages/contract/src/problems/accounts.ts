import type { ProblemSpec } from "./problem-spec.ts";

/** What is refused about an account, its people and their roles, its policy and its mails. */
export const accountProblems = {
  "account.slug_taken": { status: 409, title: "This account address is taken", advice: "Choose another." },
  "account.not_found": { status: 404, title: "No such account", advice: "Check the address of the account." },
  "account.sealed": { status: 403, title: "The account is sealed", advice: "Ask the operator." },
  "region.unknown": { status: 422, title: "No such region", advice: "Pick one of GET /v1/deployment." },
  "placement.unavailable": {
    status: 422,
    title: "This deployment cannot give an account a database of its own",
    advice: "Choose the placement `shared`, or ask the operator to set HOLDFAST_DATABASE_OWNER_URL.",
  },
  "placement.not_offered": {
    status: 403,
    title: "Signing up gives no database of its own",
    advice:
      "Choose the placement `shared`, or ask the operator, who runs `holdfast accounts create --placement dedicated`.",
  },
  "sign_up.closed": { status: 403, title: "Sign-up is closed", advice: "Ask the operator for an account." },
  "user.not_found": { status: 404, title: "No such user", advice: "List the users and pick one." },
  "user.address_taken": {
    status: 409,
    title: "A user with this address exists in the account",
    advice: "Use another address.",
  },
  "user.is_self": {
    status: 409,
    title: "You cannot do this to yourself",
    advice: "Ask another administrator of the account.",
  },
  "offboarding.not_found": {
    status: 404,
    title: "No such offboarding",
    advice: "List the offboardings and pick one.",
  },
  "offboarding.under_way": {
    status: 409,
    title: "This person is being offboarded",
    advice: "Cancel the offboarding first, or let it run.",
  },
  "offboarding.successor_unfit": {
    status: 422,
    title: "This person cannot take over",
    advice: "Pick somebody else of the account who is not suspended.",
  },
  "invitation.not_found": {
    status: 404,
    title: "No such invitation",
    advice: "List the invitations and pick one; those that were accepted or withdrawn are gone.",
  },
  "invitation.exists": {
    status: 409,
    title: "This address is invited already",
    advice: "Send that invitation again, or withdraw it first.",
  },
  "role.not_found": { status: 404, title: "No such role", advice: "List the roles and pick one." },
  "role.built_in": { status: 409, title: "A built-in role cannot be changed", advice: "Make a role of your own." },
  "role.in_use": { status: 409, title: "The role is in use", advice: "Give its users another role first." },
  "role.name_taken": { status: 409, title: "A role with this name exists", advice: "Choose another name." },
  "role.exceeds_own": {
    status: 403,
    title: "The role has rights that you do not have",
    advice: "Ask somebody who has them.",
  },
  "role.last_protected": {
    status: 409,
    title: "The account's last owner cannot lose that role",
    advice: "Give the role to somebody else first.",
  },
  "policy.reason_required": {
    status: 422,
    title: "Loosening the policy needs a reason",
    advice: "Send `reason`; it goes into the audit log.",
  },
  "policy.changed_meanwhile": {
    status: 409,
    title: "The policy changed meanwhile",
    advice: "Read it again and repeat the change.",
  },
  "notice.critical": {
    status: 409,
    title: "This notice cannot be switched off",
    advice: "It is about somebody's security; choose among the others.",
  },
  "notice.not_found": { status: 404, title: "No such notice", advice: "See GET /v1/me/notices." },
  "notification_address.exists": {
    status: 409,
    title: "There is a second address already, or it is the first",
    advice: "Remove the second address first, or use another.",
  },
  "notification_address.not_found": { status: 404, title: "There is no second address", advice: "Add one first." },
  "mail.not_found": { status: 404, title: "No such mail", advice: "List the undelivered mails and pick one." },
} as const satisfies Record<string, ProblemSpec>;
