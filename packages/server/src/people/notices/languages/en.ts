import type { Language } from "./language.ts";

/** "of Grace" in a letter about somebody else, "your" in one about the reader. */
const whose = (person: string | null, thing: string): string =>
  person === null ? `your ${thing}` : `${person}'s ${thing}`;

const by = (actor: string | null): string => (actor === null ? "" : ` by ${actor}`);

const factors = { passkey: "passkey", totp: "authenticator app", recovery_codes: "set of recovery codes" } as const;

const named = (thing: string, name: string | null): string => (name === null ? thing : `${thing} “${name}”`);

export const english: Language = {
  factors,
  words: {
    hello: (name) => `Hello ${name},`,
    when: "When",
    where: "Where",
    device: "Device",
    by: "By",
    account: "Account",
    unknownPlace: "unknown place",
    unknownDevice: "unknown device",
    on: (browser, system) => `${browser} on ${system}`,
    notYou: "Was it not you? Then somebody else may have your password or your device.",
    notYouAction: "This was not me",
    unexpected: "You did not expect this? Ask whoever did it, and if it stays unclear, follow the incident guide.",
    guide: "What to do in an incident",
    linkFallback: "If the button does not work, copy this address into your browser:",
    sentBecause: {
      asked: (account) =>
        `You get this mail because somebody asked for it at ${account}. If it was not you, do nothing.`,
      critical: (account) =>
        `You get this mail because it is about your security at ${account}. It cannot be switched off.`,
      normal: (account) => `You get this mail because you take part in ${account}.`,
    },
    preferences: "Choose which mails you get",
    digest: (account, count) => ({
      subject: `${account}: ${count} ${count === 1 ? "notice" : "notices"} of the last day`,
      lines: ["This is what you chose to read once a day."],
    }),
  },
  letters: {
    "address.verify": (_, { account }) => ({
      subject: `Confirm your address for ${account}`,
      lines: [
        `Somebody, most likely you, registered this address with ${account}. Confirm it within 24 hours.`,
        "If it was not you, do nothing: without the confirmation nobody can sign in with it.",
      ],
      action: "Confirm this address",
    }),
    "password.reset_link": (_, { account }) => ({
      subject: `Set a new password for ${account}`,
      lines: [
        `Somebody asked to set a new password for your user in ${account}.`,
        "If it was you, use this link within 30 minutes; it works once and ends all your sessions.",
        "If it was not you, do nothing: your password stays as it is.",
      ],
      action: "Set a new password",
    }),
    "account.welcome": (_, { account }) => ({
      subject: `${account} is ready: choose your password`,
      lines: [
        `The account ${account} was made for you. Choose your password within 30 minutes; the link works once.`,
        "If it does not work any more, ask for a new one where you sign in: “Forgot your password?”",
      ],
      action: "Choose a password",
    }),
    "member.invitation": ({ role }, { account, actor }) => ({
      subject: `Invitation to ${account}`,
      lines: [
        `${actor ?? "Somebody"} invites you to take part in ${account} as ${role}.`,
        "If you do not know what this is about, do nothing: nobody can use the invitation but you.",
      ],
      action: "See the invitation",
    }),
    "recovery.link": (_, { account }) => ({
      subject: `Get back into ${account} without your factors`,
      lines: [
        `Somebody with your password for ${account} says that they lost every second factor.`,
        "If it was you, use this link within 30 minutes. A wait begins then, and every address of yours is told.",
        "If it was not you, do not use it, and set a new password: somebody knows yours.",
      ],
      action: "Begin the recovery",
    }),
    "sign_in.link": (_, { account }) => ({
      subject: `Sign in to ${account}`,
      lines: [
        `Somebody asked to sign in to ${account} with this address. The link works once and for a few minutes.`,
        "If it was not you, do nothing, and give the link to nobody.",
      ],
      action: "Sign in",
    }),
    "captcha.link": (_, { account }) => ({
      subject: `Go on at ${account}`,
      lines: [
        `Somebody asked to go on at ${account} with this address, without solving a puzzle. The link works once and for half an hour.`,
        "It signs nobody in. If it was not you, do nothing.",
      ],
      action: "Go on",
    }),
    "sign_in.confirm": (_, { account }) => ({
      subject: `Confirm your sign-in to ${account}`,
      lines: [
        `Somebody signs in to ${account} as you, with the right password, but in a way that is unlike you. The link goes on with it. It works once and for half an hour.`,
        "If it was not you, do nothing, give the link to nobody, and change your password.",
      ],
      action: "It was me, go on",
    }),
    "email_change.confirm": (_, { account }) => ({
      subject: `Confirm your new address for ${account}`,
      lines: [`This is to become your address in ${account}. Until you confirm it, the old one stays.`],
      action: "Confirm this address",
    }),
    "notification_address.verify": (_, { account }) => ({
      subject: `Confirm this address for notices of ${account}`,
      lines: [
        `Somebody, most likely you, wants security notices of ${account} to come to this address as well.`,
        "If it was not you, do nothing: without the confirmation nothing more is sent here.",
      ],
      action: "Confirm this address",
    }),
    "password.changed": (_, { account }) => ({
      subject: `Your password for ${account} was changed`,
      lines: [`The password of your user in ${account} was changed. All your other sessions have ended.`],
    }),
    "password.breached": (_, { account }) => ({
      subject: `Your new password for ${account} is known from breaches`,
      lines: [
        `The password that you have just chosen for ${account} stands in lists of stolen passwords. Choose another one, and change it wherever else you use it.`,
      ],
    }),
    "password.reset": (_, { account }) => ({
      subject: `Your password for ${account} was changed`,
      lines: [`The password of your user in ${account} was set anew by a mailed link. All your sessions have ended.`],
    }),
    "email_change.requested": ({ address }, { account }) => ({
      subject: `Change of your address in ${account} requested`,
      lines: [`Your address in ${account} is to become ${address}, once it is confirmed there.`],
    }),
    "email_change.completed": ({ address }, { account }) => ({
      subject: `Your address in ${account} was changed`,
      lines: [`Your address in ${account} is now ${address}. For seven days you can undo this.`],
      action: "Undo this change",
    }),
    "email_change.in_use": ({ address }, { account }) => ({
      subject: `This is your address in ${account} now`,
      lines: [
        `Your address in ${account} is now ${address}. Your former address was told, and can undo it for seven days.`,
      ],
    }),
    "email_change.undone": ({ address }, { account }) => ({
      subject: `Change of your address in ${account} undone`,
      lines: [`Your address in ${account} is ${address} again.`],
    }),
    "factor.added": ({ factor, name }, { account }) => ({
      subject: `New ${factors[factor]} for ${account}`,
      lines: [`A ${named(factors[factor], name)} was added to your user in ${account}. It can be used to sign in.`],
    }),
    "factor.removed": ({ factor, name }, { account }) => ({
      subject: `A ${factors[factor]} for ${account} was removed`,
      lines: [`The ${named(factors[factor], name)} was removed from your user in ${account}.`],
    }),
    "passkey.copied": ({ name }, { account, person }) => ({
      subject: `A passkey for ${account} seems to have been copied`,
      lines: [
        person === null
          ? `The passkey “${name}” of your user in ${account} was used by two devices that do not know of each other. It is refused from now on: remove it, and make another.`
          : `The passkey “${name}” of ${person} in ${account} was used by two devices that do not know of each other. It is refused from now on.`,
      ],
    }),
    "recovery_codes.viewed": (_, { account }) => ({
      subject: `Your recovery codes for ${account} were shown`,
      lines: [
        `The recovery codes of your user in ${account} were made and shown. Whoever has one can sign in with it.`,
      ],
    }),
    "recovery_codes.replaced": (_, { account }) => ({
      subject: `Your recovery codes for ${account} were replaced`,
      lines: [`Your user in ${account} has new recovery codes. The ones before do not work any more.`],
    }),
    "recovery_codes.used": ({ left }, { account }) => ({
      subject: `A recovery code for ${account} was used`,
      lines: [`Somebody signed in to ${account} with one of your recovery codes. Codes left: ${left}.`],
    }),
    "identity.linked": ({ provider }, { account }) => ({
      subject: `Sign-in with ${provider} linked for ${account}`,
      lines: [`Your user in ${account} can now be signed in to with ${provider}.`],
    }),
    "identity.unlinked": ({ provider }, { account }) => ({
      subject: `Sign-in with ${provider} removed for ${account}`,
      lines: [`Your user in ${account} can no longer be signed in to with ${provider}.`],
    }),
    "device.new": ({ what }, { account }) => ({
      subject: `New sign-in to ${account}`,
      lines: [
        {
          device: `Your user in ${account} was signed in to from a device that we had not seen before.`,
          network: `Your user in ${account} was signed in to from a network that we had not seen before.`,
          sign_in: `Your user in ${account} was signed in to in a way that is unlike you.`,
        }[what],
      ],
    }),
    "session.ended": ({ reason }, { account, actor }) => ({
      subject: `A session of yours in ${account} was ended`,
      lines: [
        reason === "reuse"
          ? `A token of your session in ${account} was used a second time: you or somebody else has a copy of it. The session was ended to be safe.`
          : `Your sessions in ${account} were ended${by(actor)}. Sign in again.`,
      ],
    }),
    "sign_in.blocked": (_, { account }) => ({
      subject: `A sign-in to ${account} was blocked`,
      lines: [`Somebody tried to sign in as you to ${account}. It looked unlike you, and was blocked.`],
    }),
    "recovery.started": ({ until }, { account, at }) => ({
      subject: `Recovery of your user in ${account} started`,
      lines: [
        `Somebody asked to get back into your user in ${account} without its factors.`,
        `If nobody cancels it, this happens on ${at(until)}.`,
      ],
      action: "Cancel the recovery",
    }),
    "recovery.cancelled": (_, { account }) => ({
      subject: `Recovery of your user in ${account} cancelled`,
      lines: [`The recovery of your user in ${account} was cancelled. Nothing has changed.`],
    }),
    "recovery.completed": (_, { account }) => ({
      subject: `Your user in ${account} was recovered`,
      lines: [`Your user in ${account} was recovered: its factors were removed and all its sessions ended.`],
    }),
    "notification_address.added": ({ address }, { account }) => ({
      subject: `Notices of ${account} go to a further address`,
      lines: [`Security notices about your user in ${account} now go to ${address} as well.`],
    }),
    "notification_address.removed": ({ address }, { account }) => ({
      subject: `Notices of ${account} no longer go to an address`,
      lines: [`Security notices about your user in ${account} no longer go to ${address}.`],
    }),
    "role.raised": ({ before, after }, { account, person }) => ({
      subject: person === null ? `Your role in ${account} was raised` : `A role in ${account} was raised`,
      lines: [`In ${account}, ${whose(person, "role")} went from ${before} to ${after}, which may do more.`],
    }),
    "role.lowered": ({ before, after }, { account, person }) => ({
      subject: person === null ? `Your role in ${account} was changed` : `A role in ${account} was changed`,
      lines: [`In ${account}, ${whose(person, "role")} went from ${before} to ${after}.`],
    }),
    "member.invited": ({ address, role }, { account, actor }) => ({
      subject: `Somebody was invited to ${account}`,
      lines: [`${address} was invited to ${account}${by(actor)}, as ${role}.`],
    }),
    "member.added": ({ role }, { account, person, actor }) => ({
      subject: `${account} has a new member`,
      lines: [`${person ?? "Somebody"} was added to ${account}${by(actor)}, as ${role}.`],
    }),
    "member.suspended": (_, { account, person, actor }) => ({
      subject: person === null ? `Your user in ${account} was suspended` : `A member of ${account} was suspended`,
      lines: [
        person === null
          ? `Your user in ${account} was suspended${by(actor)}: you cannot sign in until that is undone.`
          : `${person} was suspended from ${account}${by(actor)}. All their sessions have ended.`,
      ],
    }),
    "member.resumed": (_, { account, person, actor }) => ({
      subject: person === null ? `You can sign in to ${account} again` : `A member of ${account} can sign in again`,
      lines: [`The suspension of ${person ?? "your user"} in ${account} was lifted${by(actor)}.`],
    }),
    "member.removed": (_, { account, person, actor }) => ({
      subject: person === null ? `Your user in ${account} was removed` : `A member of ${account} was removed`,
      lines: [`${person ?? "Your user"} was removed from ${account}${by(actor)}, with sessions and keys.`],
    }),
    "key.created": ({ name }, { account }) => ({
      subject: `New API key in ${account}`,
      lines: [
        `An API key “${name}” was created by your user in ${account}. Whoever has it can act as you, within its rights.`,
      ],
    }),
    "key.rotated": ({ name }, { account }) => ({
      subject: `API key in ${account} rotated`,
      lines: [`Your API key “${name}” in ${account} has a successor. The old one works until the overlap ends.`],
    }),
    "key.expiring": ({ name, days }, { account }) => ({
      subject: `API key in ${account} expires in ${days} ${days === 1 ? "day" : "days"}`,
      lines: [
        `Your API key “${name}” in ${account} stops working in ${days} ${days === 1 ? "day" : "days"}. Rotate it before.`,
      ],
    }),
    "key.expired": ({ name }, { account }) => ({
      subject: `API key in ${account} expired`,
      lines: [`Your API key “${name}” in ${account} has expired and does not work any more.`],
    }),
    "key.revoked": ({ name }, { account, actor }) => ({
      subject: `API key in ${account} revoked`,
      lines: [`Your API key “${name}” in ${account} was revoked${by(actor)} and does not work any more.`],
    }),
    "key.leaked": ({ name }, { account, person }) => ({
      subject: `API key of ${account} found in public, and revoked`,
      lines: [
        `${person === null ? "Your" : `${person}'s`} API key “${name}” in ${account} was reported as found where others can read it. It was revoked at once.`,
        "Look at what it was used for, and find out how it got there before you make another.",
      ],
    }),
    "policy.loosened": ({ settings }, { account, actor }) => ({
      subject: `The security policy of ${account} was loosened`,
      lines: [`The policy of ${account} was changed${by(actor)}. Less strict than before: ${settings.join(", ")}.`],
    }),
    "webhook.disabled": ({ host, why }, { account }) => ({
      subject: `A webhook of ${account} was switched off`,
      lines: [
        why === "gone"
          ? `${host} answered that nobody takes messages there any more.`
          : `Nothing has got through to ${host} for five days.`,
        "What it missed can be sent again once it is switched on.",
      ],
    }),
    "audit_stream.failing": ({ host }, { account }) => ({
      subject: `The audit log of ${account} does not arrive`,
      lines: [
        `Nothing of the audit log has got through to ${host} for an hour.`,
        "We go on trying, and nothing is lost: it is sent once the receiver takes it.",
      ],
    }),
    "review.due": ({ since }, { account, at }) => ({
      subject: `Time to review who may do what in ${account}`,
      lines: [
        `The last review of members, roles, sessions and keys of ${account} dates from ${at(since)}.`,
        "Your policy asks for a new one: keep or remove each, then sign it off.",
      ],
      action: "Begin the review",
    }),
    "checklist.due": ({ items }, { account }) => ({
      subject: `Security checklist of ${account}: ${items.length} ${items.length === 1 ? "item is" : "items are"} open`,
      lines: ["Not done yet, or signed off too long ago:", ...items.map((item) => `– ${item}`)],
      action: "Open the checklist",
    }),
    "support.granted": ({ scope, until }, { account, actor, at }) => ({
      subject: `Support may look into ${account}`,
      lines: [`The operator's support was given access to ${account}${by(actor)}: ${scope}, until ${at(until)}.`],
    }),
    "support.used": ({ scope }, { account }) => ({
      subject: `Support looks into ${account}`,
      lines: [`The operator's support began to use its access to ${account}: ${scope}. Every act is in the audit log.`],
    }),
    "support.ended": ({ scope }, { account }) => ({
      subject: `Support's access to ${account} has ended`,
      lines: [`The operator's support has no access to ${account} any more: ${scope}.`],
    }),
    "support.glass_broken": ({ name, reason }, { account }) => ({
      subject: `The operator read ${account} without your grant`,
      lines: [
        `${name}, of the operator, has opened the audit log of ${account} without a grant of yours.`,
        `The reason given: ${reason}`,
      ],
    }),
    "account.inactive": ({ closesAt }, { account, at }) => ({
      subject: `${account} has not been used for eleven months`,
      lines: [
        `Nobody has signed in to ${account} for eleven months. It closes on ${at(closesAt)} unless somebody does.`,
      ],
      action: "Sign in and keep it",
    }),
    "alert.raised": ({ what }, { account }) => ({
      subject: `Unusual behaviour in ${account}`,
      lines: [`Something in ${account} looks unlike what is usual there: ${what}.`],
      action: "See what happened",
    }),
    "incident.announced": ({ title }, { account }) => ({
      subject: `Security incident that concerns ${account}`,
      lines: [`We have to tell you of a security incident that concerns ${account}: ${title}.`],
      action: "Read what is known",
    }),
    "maintenance.planned": ({ from, until }, { account, at }) => ({
      subject: `Planned maintenance of ${account}`,
      lines: [`${account} will be maintained from ${at(from)} to ${at(until)}, and may be away for some of that time.`],
    }),
  },
};
