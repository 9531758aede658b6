import type { Language } from "./language.ts";

const by = (actor: string | null): string => (actor === null ? "" : ` von ${actor}`);

const factors = {
  passkey: "Passkey",
  totp: "Authenticator-App",
  recovery_codes: "Wiederherstellungscodes",
} as const;

const named = (thing: string, name: string | null): string => (name === null ? thing : `${thing} „${name}“`);

const inDays = (days: number): string => (days === 1 ? "einem Tag" : `${days} Tagen`);

export const german: Language = {
  factors,
  words: {
    hello: (name) => `Guten Tag, ${name},`,
    when: "Wann",
    where: "Wo",
    device: "Gerät",
    by: "Durch",
    account: "Konto",
    unknownPlace: "unbekannter Ort",
    unknownDevice: "unbekanntes Gerät",
    on: (browser, system) => `${browser} auf ${system}`,
    notYou: "Das waren nicht Sie? Dann hat vielleicht jemand Ihr Passwort oder Ihr Gerät.",
    notYouAction: "Das war ich nicht",
    unexpected:
      "Sie haben das nicht erwartet? Fragen Sie nach, und bleibt es unklar, folgen Sie der Anleitung für Vorfälle.",
    guide: "Was bei einem Vorfall zu tun ist",
    linkFallback: "Falls die Schaltfläche nicht geht, öffnen Sie diese Adresse im Browser:",
    sentBecause: {
      asked: (account) =>
        `Sie erhalten diese Mail, weil jemand bei ${account} darum gebeten hat. Waren es nicht Sie, tun Sie nichts.`,
      critical: (account) =>
        `Sie erhalten diese Mail, weil sie Ihre Sicherheit bei ${account} betrifft. Sie lässt sich nicht abbestellen.`,
      normal: (account) => `Sie erhalten diese Mail, weil Sie zu ${account} gehören.`,
    },
    preferences: "Wählen, welche Mails Sie erhalten",
    digest: (account, count) => ({
      subject: `${account}: ${count} ${count === 1 ? "Mitteilung" : "Mitteilungen"} des letzten Tages`,
      lines: ["Das wollten Sie einmal am Tag lesen."],
    }),
  },
  letters: {
    "address.verify": (_, { account }) => ({
      subject: `Bestätigen Sie Ihre Adresse für ${account}`,
      lines: [
        `Jemand, wahrscheinlich Sie, hat diese Adresse bei ${account} angegeben. Bestätigen Sie sie binnen 24 Stunden.`,
        "Waren es nicht Sie, tun Sie nichts: Ohne Bestätigung kann sich niemand damit anmelden.",
      ],
      action: "Adresse bestätigen",
    }),
    "password.reset_link": (_, { account }) => ({
      subject: `Neues Passwort für ${account} setzen`,
      lines: [
        `Jemand möchte für Ihren Zugang zu ${account} ein neues Passwort setzen.`,
        "Waren Sie es, nutzen Sie den Link binnen 30 Minuten; er gilt einmal und beendet alle Ihre Sitzungen.",
        "Waren es nicht Sie, tun Sie nichts: Ihr Passwort bleibt, wie es ist.",
      ],
      action: "Neues Passwort setzen",
    }),
    "account.welcome": (_, { account }) => ({
      subject: `${account} ist bereit: wählen Sie Ihr Passwort`,
      lines: [
        `Das Konto ${account} wurde für Sie angelegt. Wählen Sie Ihr Passwort binnen 30 Minuten; der Link gilt einmal.`,
        "Gilt er nicht mehr, fordern Sie dort, wo man sich anmeldet, einen neuen an.",
      ],
      action: "Passwort wählen",
    }),
    "member.invitation": ({ role }, { account, actor }) => ({
      subject: `Einladung zu ${account}`,
      lines: [
        `${actor ?? "Jemand"} lädt Sie zu ${account} ein, mit der Rolle ${role}.`,
        "Wissen Sie nicht, worum es geht, tun Sie nichts: Nur Sie können die Einladung annehmen.",
      ],
      action: "Einladung ansehen",
    }),
    "recovery.link": (_, { account }) => ({
      subject: `Ohne Ihre Faktoren zurück in ${account}`,
      lines: [
        `Jemand mit Ihrem Passwort für ${account} gibt an, alle zweiten Faktoren verloren zu haben.`,
        "Waren Sie es, nutzen Sie den Link binnen 30 Minuten. Dann beginnt eine Wartezeit, und alle Ihre Adressen erfahren davon.",
        "Waren es nicht Sie, nutzen Sie ihn nicht und setzen Sie ein neues Passwort: jemand kennt Ihres.",
      ],
      action: "Wiederherstellung beginnen",
    }),
    "sign_in.link": (_, { account }) => ({
      subject: `Anmeldung bei ${account}`,
      lines: [
        `Jemand möchte sich mit dieser Adresse bei ${account} anmelden. Der Link gilt einmal und wenige Minuten.`,
        "Waren es nicht Sie, tun Sie nichts und geben Sie den Link niemandem.",
      ],
      action: "Anmelden",
    }),
    "captcha.link": (_, { account }) => ({
      subject: `Weiter bei ${account}`,
      lines: [
        `Jemand möchte bei ${account} mit dieser Adresse weitermachen, ohne ein Rätsel zu lösen. Der Link gilt einmal und eine halbe Stunde.`,
        "Er meldet niemanden an. Waren es nicht Sie, tun Sie nichts.",
      ],
      action: "Weiter",
    }),
    "sign_in.confirm": (_, { account }) => ({
      subject: `Bestätigen Sie Ihre Anmeldung bei ${account}`,
      lines: [
        `Jemand meldet sich als Sie bei ${account} an, mit dem richtigen Passwort, aber anders als sonst. Der Link setzt die Anmeldung fort. Er gilt einmal und eine halbe Stunde.`,
        "Waren es nicht Sie, tun Sie nichts, geben Sie den Link niemandem und ändern Sie Ihr Passwort.",
      ],
      action: "Das war ich, weiter",
    }),
    "email_change.confirm": (_, { account }) => ({
      subject: `Bestätigen Sie Ihre neue Adresse für ${account}`,
      lines: [`Das soll Ihre Adresse bei ${account} werden. Bis Sie sie bestätigen, bleibt die alte.`],
      action: "Adresse bestätigen",
    }),
    "notification_address.verify": (_, { account }) => ({
      subject: `Bestätigen Sie diese Adresse für Mitteilungen von ${account}`,
      lines: [
        `Jemand, wahrscheinlich Sie, möchte Sicherheitsmitteilungen von ${account} auch an diese Adresse bekommen.`,
        "Waren es nicht Sie, tun Sie nichts: Ohne Bestätigung kommt hier nichts weiter an.",
      ],
      action: "Adresse bestätigen",
    }),
    "password.changed": (_, { account }) => ({
      subject: `Ihr Passwort für ${account} wurde geändert`,
      lines: [`Das Passwort Ihres Zugangs zu ${account} wurde geändert. Alle Ihre anderen Sitzungen sind beendet.`],
    }),
    "password.breached": (_, { account }) => ({
      subject: `Ihr neues Passwort für ${account} ist aus Datenlecks bekannt`,
      lines: [
        `Das Passwort, das Sie gerade für ${account} gewählt haben, steht in Listen gestohlener Passwörter. Wählen Sie ein anderes, und ändern Sie es auch überall sonst.`,
      ],
    }),
    "password.reset": (_, { account }) => ({
      subject: `Ihr Passwort für ${account} wurde geändert`,
      lines: [
        `Das Passwort Ihres Zugangs zu ${account} wurde über einen Link neu gesetzt. Alle Ihre Sitzungen sind beendet.`,
      ],
    }),
    "email_change.requested": ({ address }, { account }) => ({
      subject: `Änderung Ihrer Adresse bei ${account} beantragt`,
      lines: [`Ihre Adresse bei ${account} soll ${address} werden, sobald das dort bestätigt ist.`],
    }),
    "email_change.completed": ({ address }, { account }) => ({
      subject: `Ihre Adresse bei ${account} wurde geändert`,
      lines: [`Ihre Adresse bei ${account} ist jetzt ${address}. Sieben Tage lang können Sie das zurücknehmen.`],
      action: "Änderung zurücknehmen",
    }),
    "email_change.in_use": ({ address }, { account }) => ({
      subject: `Dies ist jetzt Ihre Adresse bei ${account}`,
      lines: [
        `Ihre Adresse bei ${account} ist jetzt ${address}. Ihre frühere Adresse wurde benachrichtigt und kann es sieben Tage lang rückgängig machen.`,
      ],
    }),
    "email_change.undone": ({ address }, { account }) => ({
      subject: `Änderung Ihrer Adresse bei ${account} zurückgenommen`,
      lines: [`Ihre Adresse bei ${account} ist wieder ${address}.`],
    }),
    "factor.added": ({ factor, name }, { account }) => ({
      subject: `Neuer Anmeldefaktor für ${account}: ${factors[factor]}`,
      lines: [
        `Ihrem Zugang zu ${account} wurde hinzugefügt: ${named(factors[factor], name)}. Damit kann man sich anmelden.`,
      ],
    }),
    "factor.removed": ({ factor, name }, { account }) => ({
      subject: `Anmeldefaktor für ${account} entfernt: ${factors[factor]}`,
      lines: [`Von Ihrem Zugang zu ${account} wurde entfernt: ${named(factors[factor], name)}.`],
    }),
    "passkey.copied": ({ name }, { account, person }) => ({
      subject: `Ein Passkey für ${account} wurde wohl kopiert`,
      lines: [
        person === null
          ? `Der Passkey „${name}“ Ihres Zugangs zu ${account} wurde von zwei Geräten benutzt, die nichts voneinander wissen. Er gilt nicht mehr: Entfernen Sie ihn und richten Sie einen neuen ein.`
          : `Der Passkey „${name}“ von ${person} bei ${account} wurde von zwei Geräten benutzt, die nichts voneinander wissen. Er gilt nicht mehr.`,
      ],
    }),
    "recovery_codes.viewed": (_, { account }) => ({
      subject: `Ihre Wiederherstellungscodes für ${account} wurden angezeigt`,
      lines: [
        `Die Wiederherstellungscodes Ihres Zugangs zu ${account} wurden erzeugt und angezeigt. Mit jedem kann man sich anmelden.`,
      ],
    }),
    "recovery_codes.replaced": (_, { account }) => ({
      subject: `Ihre Wiederherstellungscodes für ${account} wurden ersetzt`,
      lines: [`Ihr Zugang zu ${account} hat neue Wiederherstellungscodes. Die alten gelten nicht mehr.`],
    }),
    "recovery_codes.used": ({ left }, { account }) => ({
      subject: `Ein Wiederherstellungscode für ${account} wurde benutzt`,
      lines: [`Jemand hat sich mit einem Ihrer Codes bei ${account} angemeldet. Verbleibende Codes: ${left}.`],
    }),
    "identity.linked": ({ provider }, { account }) => ({
      subject: `Anmeldung mit ${provider} für ${account} verknüpft`,
      lines: [`Bei Ihrem Zugang zu ${account} kann man sich jetzt mit ${provider} anmelden.`],
    }),
    "identity.unlinked": ({ provider }, { account }) => ({
      subject: `Anmeldung mit ${provider} für ${account} entfernt`,
      lines: [`Bei Ihrem Zugang zu ${account} kann man sich nicht mehr mit ${provider} anmelden.`],
    }),
    "device.new": ({ what }, { account }) => ({
      subject: `Neue Anmeldung bei ${account}`,
      lines: [
        {
          device: `Bei Ihrem Zugang zu ${account} gab es eine Anmeldung von einem Gerät, das wir noch nicht kannten.`,
          network: `Bei Ihrem Zugang zu ${account} gab es eine Anmeldung aus einem Netz, das wir noch nicht kannten.`,
          sign_in: `Bei Ihrem Zugang zu ${account} gab es eine Anmeldung, die nicht nach Ihnen aussah.`,
        }[what],
      ],
    }),
    "session.ended": ({ reason }, { account, actor }) => ({
      subject: `Eine Ihrer Sitzungen bei ${account} wurde beendet`,
      lines: [
        reason === "reuse"
          ? `Ein Token Ihrer Sitzung bei ${account} wurde zum zweiten Mal benutzt: Sie oder jemand anderes hat eine Kopie. Die Sitzung wurde vorsorglich beendet.`
          : `Ihre Sitzungen bei ${account} wurden${by(actor)} beendet. Melden Sie sich neu an.`,
      ],
    }),
    "sign_in.blocked": (_, { account }) => ({
      subject: `Eine Anmeldung bei ${account} wurde verhindert`,
      lines: [`Jemand wollte sich als Sie bei ${account} anmelden. Das sah nicht nach Ihnen aus und wurde verhindert.`],
    }),
    "recovery.started": ({ until }, { account, at }) => ({
      subject: `Wiederherstellung Ihres Zugangs zu ${account} begonnen`,
      lines: [
        `Jemand möchte ohne dessen Faktoren wieder in Ihren Zugang zu ${account} gelangen.`,
        `Bricht es niemand ab, geschieht das am ${at(until)}.`,
      ],
      action: "Wiederherstellung abbrechen",
    }),
    "recovery.cancelled": (_, { account }) => ({
      subject: `Wiederherstellung Ihres Zugangs zu ${account} abgebrochen`,
      lines: [`Die Wiederherstellung Ihres Zugangs zu ${account} wurde abgebrochen. Nichts hat sich geändert.`],
    }),
    "recovery.completed": (_, { account }) => ({
      subject: `Ihr Zugang zu ${account} wurde wiederhergestellt`,
      lines: [`Ihr Zugang zu ${account} wurde wiederhergestellt: Faktoren entfernt, alle Sitzungen beendet.`],
    }),
    "notification_address.added": ({ address }, { account }) => ({
      subject: `Mitteilungen von ${account} gehen an eine weitere Adresse`,
      lines: [`Sicherheitsmitteilungen zu Ihrem Zugang zu ${account} gehen jetzt auch an ${address}.`],
    }),
    "notification_address.removed": ({ address }, { account }) => ({
      subject: `Mitteilungen von ${account} gehen nicht mehr an eine Adresse`,
      lines: [`Sicherheitsmitteilungen zu Ihrem Zugang zu ${account} gehen nicht mehr an ${address}.`],
    }),
    "role.raised": ({ before, after }, { account, person }) => ({
      subject: person === null ? `Ihre Rolle bei ${account} darf jetzt mehr` : `Eine Rolle bei ${account} wurde erhöht`,
      lines: [
        `${person === null ? "Ihre Rolle" : `Die Rolle von ${person}`} bei ${account} war ${before} und ist jetzt ${after}, die mehr darf.`,
      ],
    }),
    "role.lowered": ({ before, after }, { account, person }) => ({
      subject:
        person === null ? `Ihre Rolle bei ${account} wurde geändert` : `Eine Rolle bei ${account} wurde geändert`,
      lines: [
        `${person === null ? "Ihre Rolle" : `Die Rolle von ${person}`} bei ${account} war ${before} und ist jetzt ${after}.`,
      ],
    }),
    "member.invited": ({ address, role }, { account, actor }) => ({
      subject: `Jemand wurde zu ${account} eingeladen`,
      lines: [`${address} wurde${by(actor)} zu ${account} eingeladen, mit der Rolle ${role}.`],
    }),
    "member.added": ({ role }, { account, person, actor }) => ({
      subject: `${account} hat ein neues Mitglied`,
      lines: [`${person ?? "Jemand"} wurde${by(actor)} zu ${account} hinzugefügt, mit der Rolle ${role}.`],
    }),
    "member.suspended": (_, { account, person, actor }) => ({
      subject:
        person === null ? `Ihr Zugang zu ${account} wurde gesperrt` : `Ein Mitglied von ${account} wurde gesperrt`,
      lines: [
        person === null
          ? `Ihr Zugang zu ${account} wurde${by(actor)} gesperrt: Bis das aufgehoben ist, können Sie sich nicht anmelden.`
          : `${person} wurde${by(actor)} bei ${account} gesperrt. Alle Sitzungen sind beendet.`,
      ],
    }),
    "member.resumed": (_, { account, person, actor }) => ({
      subject:
        person === null
          ? `Sie können sich wieder bei ${account} anmelden`
          : `Ein Mitglied von ${account} ist wieder da`,
      lines: [
        `Die Sperre ${person === null ? "Ihres Zugangs" : `von ${person}`} bei ${account} wurde${by(actor)} aufgehoben.`,
      ],
    }),
    "member.removed": (_, { account, person, actor }) => ({
      subject:
        person === null ? `Ihr Zugang zu ${account} wurde entfernt` : `Ein Mitglied von ${account} wurde entfernt`,
      lines: [`${person ?? "Ihr Zugang"} wurde${by(actor)} aus ${account} entfernt, mit Sitzungen und Schlüsseln.`],
    }),
    "key.created": ({ name }, { account }) => ({
      subject: `Neuer API-Schlüssel bei ${account}`,
      lines: [
        `Ihr Zugang zu ${account} hat einen API-Schlüssel „${name}“ angelegt. Wer ihn hat, kann im Rahmen seiner Rechte als Sie handeln.`,
      ],
    }),
    "key.rotated": ({ name }, { account }) => ({
      subject: `API-Schlüssel bei ${account} erneuert`,
      lines: [
        `Ihr API-Schlüssel „${name}“ bei ${account} hat einen Nachfolger. Der alte gilt noch für die Übergangszeit.`,
      ],
    }),
    "key.expiring": ({ name, days }, { account }) => ({
      subject: `API-Schlüssel bei ${account} läuft in ${inDays(days)} ab`,
      lines: [
        `Ihr API-Schlüssel „${name}“ bei ${account} gilt in ${inDays(days)} nicht mehr. Erneuern Sie ihn vorher.`,
      ],
    }),
    "key.expired": ({ name }, { account }) => ({
      subject: `API-Schlüssel bei ${account} abgelaufen`,
      lines: [`Ihr API-Schlüssel „${name}“ bei ${account} ist abgelaufen und gilt nicht mehr.`],
    }),
    "key.revoked": ({ name }, { account, actor }) => ({
      subject: `API-Schlüssel bei ${account} widerrufen`,
      lines: [`Ihr API-Schlüssel „${name}“ bei ${account} wurde${by(actor)} widerrufen und gilt nicht mehr.`],
    }),
    "key.leaked": ({ name }, { account, person }) => ({
      subject: `API-Schlüssel von ${account} öffentlich gefunden und widerrufen`,
      lines: [
        `${person === null ? "Ihr API-Schlüssel" : `Der API-Schlüssel von ${person}:`} „${name}“ bei ${account} wurde dort gefunden, wo andere ihn lesen können. Er wurde sofort widerrufen.`,
        "Sehen Sie nach, wofür er benutzt wurde, und klären Sie, wie er dorthin kam, bevor Sie einen neuen anlegen.",
      ],
    }),
    "policy.loosened": ({ settings }, { account, actor }) => ({
      subject: `Die Sicherheitsrichtlinie von ${account} wurde gelockert`,
      lines: [
        `Die Richtlinie von ${account} wurde${by(actor)} geändert. Weniger streng als zuvor: ${settings.join(", ")}.`,
      ],
    }),
    "webhook.disabled": ({ host, why }, { account }) => ({
      subject: `Ein Webhook von ${account} wurde abgeschaltet`,
      lines: [
        why === "gone"
          ? `${host} hat geantwortet, dass dort niemand mehr Nachrichten annimmt.`
          : `Seit fünf Tagen kommt bei ${host} nichts an.`,
        "Was fehlt, kann erneut gesendet werden, sobald er wieder eingeschaltet ist.",
      ],
    }),
    "audit_stream.failing": ({ host }, { account }) => ({
      subject: `Das Protokoll von ${account} kommt nicht an`,
      lines: [
        `Seit einer Stunde kommt bei ${host} nichts vom Protokoll an.`,
        "Wir versuchen es weiter, und nichts geht verloren: Es wird gesendet, sobald der Empfänger es annimmt.",
      ],
    }),
    "review.due": ({ since }, { account, at }) => ({
      subject: `Zeit zu prüfen, wer in ${account} was darf`,
      lines: [
        `Die letzte Prüfung der Mitglieder, Rollen, Sitzungen und Schlüssel von ${account} ist vom ${at(since)}.`,
        "Ihre Richtlinie verlangt eine neue: Behalten oder entfernen Sie jedes Recht, dann zeichnen Sie ab.",
      ],
      action: "Prüfung beginnen",
    }),
    "checklist.due": ({ items }, { account }) => ({
      subject: `Sicherheits-Checkliste von ${account}: ${items.length} ${items.length === 1 ? "Punkt" : "Punkte"} offen`,
      lines: ["Noch nicht erledigt oder vor zu langer Zeit abgezeichnet:", ...items.map((item) => `– ${item}`)],
      action: "Checkliste öffnen",
    }),
    "support.granted": ({ scope, until }, { account, actor, at }) => ({
      subject: `Der Support darf in ${account} sehen`,
      lines: [
        `Der Support des Betreibers hat${by(actor)} Zugriff auf ${account} erhalten: ${scope}, bis ${at(until)}.`,
      ],
    }),
    "support.used": ({ scope }, { account }) => ({
      subject: `Der Support sieht in ${account}`,
      lines: [
        `Der Support des Betreibers nutzt jetzt seinen Zugriff auf ${account}: ${scope}. Alles steht im Protokoll.`,
      ],
    }),
    "support.ended": ({ scope }, { account }) => ({
      subject: `Der Zugriff des Supports auf ${account} ist beendet`,
      lines: [`Der Support des Betreibers hat keinen Zugriff mehr auf ${account}: ${scope}.`],
    }),
    "support.glass_broken": ({ name, reason }, { account }) => ({
      subject: `Der Betreiber hat ohne Ihre Freigabe in ${account} gelesen`,
      lines: [
        `${name} vom Betreiber hat das Protokoll von ${account} ohne eine Freigabe von Ihnen geöffnet.`,
        `Der angegebene Grund: ${reason}`,
      ],
    }),
    "account.inactive": ({ closesAt }, { account, at }) => ({
      subject: `${account} wurde elf Monate lang nicht benutzt`,
      lines: [
        `Seit elf Monaten hat sich niemand bei ${account} angemeldet. Ohne Anmeldung schließt es am ${at(closesAt)}.`,
      ],
      action: "Anmelden und behalten",
    }),
    "alert.raised": ({ what }, { account }) => ({
      subject: `Ungewöhnliches Verhalten bei ${account}`,
      lines: [`Etwas bei ${account} ist anders als üblich: ${what}.`],
      action: "Ansehen, was geschehen ist",
    }),
    "incident.announced": ({ title }, { account }) => ({
      subject: `Sicherheitsvorfall, der ${account} betrifft`,
      lines: [`Wir müssen Ihnen einen Sicherheitsvorfall mitteilen, der ${account} betrifft: ${title}.`],
      action: "Lesen, was bekannt ist",
    }),
    "maintenance.planned": ({ from, until }, { account, at }) => ({
      subject: `Geplante Wartung von ${account}`,
      lines: [`${account} wird von ${at(from)} bis ${at(until)} gewartet und kann in dieser Zeit ausfallen.`],
    }),
  },
};
