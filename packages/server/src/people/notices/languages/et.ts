import type { Language } from "./language.ts";

const by = (actor: string | null): string => (actor === null ? "" : ` (tegija: ${actor})`);

const factors = { passkey: "pääsuvõti", totp: "autentimisrakendus", recovery_codes: "taastekoodid" } as const;

const named = (thing: string, name: string | null): string => (name === null ? thing : `${thing} „${name}“`);

const inDays = (days: number): string => `${days} päeva pärast`;

export const estonian: Language = {
  factors,
  words: {
    hello: (name) => `Tere, ${name}!`,
    when: "Millal",
    where: "Kus",
    device: "Seade",
    by: "Tegija",
    account: "Konto",
    unknownPlace: "teadmata koht",
    unknownDevice: "tundmatu seade",
    on: (browser, system) => `${browser}, ${system}`,
    notYou: "See ei olnud Teie? Siis võib kellelgi olla Teie parool või seade.",
    notYouAction: "See ei olnud mina",
    unexpected: "Te ei oodanud seda? Küsige tegijalt, ja kui asi jääb ebaselgeks, järgige intsidendi juhist.",
    guide: "Mida intsidendi korral teha",
    linkFallback: "Kui nupp ei tööta, avage brauseris see aadress:",
    sentBecause: {
      asked: (account) =>
        `Saate selle kirja, sest keegi palus seda: ${account}. Kui see ei olnud Teie, ärge tehke midagi.`,
      critical: (account) =>
        `Saate selle kirja, sest see puudutab Teie turvalisust: ${account}. Seda ei saa välja lülitada.`,
      normal: (account) => `Saate selle kirja, sest olete liige: ${account}.`,
    },
    preferences: "Valige, milliseid kirju saate",
    digest: (account, count) => ({
      subject: `${account}: ${count} ${count === 1 ? "teade" : "teadet"} viimasest päevast`,
      lines: ["Seda soovisite lugeda kord päevas."],
    }),
  },
  letters: {
    "address.verify": (_, { account }) => ({
      subject: `Kinnitage oma aadress: ${account}`,
      lines: [
        `Keegi, tõenäoliselt Teie, registreeris selle aadressi kontol ${account}. Kinnitage see 24 tunni jooksul.`,
        "Kui see ei olnud Teie, ärge tehke midagi: kinnituseta ei saa keegi sellega sisse logida.",
      ],
      action: "Kinnitan aadressi",
    }),
    "password.reset_link": (_, { account }) => ({
      subject: `Määrake uus parool: ${account}`,
      lines: [
        `Keegi soovib määrata Teie kasutajale uut parooli: ${account}.`,
        "Kui see olite Teie, kasutage linki 30 minuti jooksul; see kehtib ühe korra ja lõpetab kõik Teie seansid.",
        "Kui see ei olnud Teie, ärge tehke midagi: Teie parool jääb samaks.",
      ],
      action: "Määran uue parooli",
    }),
    "account.welcome": (_, { account }) => ({
      subject: `${account} on valmis: valige parool`,
      lines: [
        `Teile loodi konto ${account}. Valige parool 30 minuti jooksul; link kehtib ühe korra.`,
        "Kui link enam ei kehti, küsige sisselogimise lehel uus.",
      ],
      action: "Valin parooli",
    }),
    "member.invitation": ({ role }, { account, actor }) => ({
      subject: `Kutse: ${account}`,
      lines: [
        `${actor ?? "Keegi"} kutsub Teid osalema: ${account}, roll ${role}.`,
        "Kui Te ei tea, millest on jutt, ärge tehke midagi: kutset saate kasutada ainult Teie.",
      ],
      action: "Vaatan kutset",
    }),
    "recovery.link": (_, { account }) => ({
      subject: `Tagasi kasutajasse ilma teguriteta: ${account}`,
      lines: [
        `Keegi, kes teab Teie parooli, väidab, et on kaotanud kõik teised tegurid: ${account}.`,
        "Kui see olete Teie, kasutage linki 30 minuti jooksul. Siis algab ooteaeg ja sellest teatatakse kõigil Teie aadressidel.",
        "Kui see ei ole Teie, ärge linki kasutage ja määrake uus parool: keegi teab Teie oma.",
      ],
      action: "Alustan taastamist",
    }),
    "sign_in.link": (_, { account }) => ({
      subject: `Sisselogimine: ${account}`,
      lines: [
        `Keegi soovib selle aadressiga sisse logida: ${account}. Link kehtib ühe korra ja mõne minuti.`,
        "Kui see ei olnud Teie, ärge tehke midagi ega andke linki kellelegi.",
      ],
      action: "Login sisse",
    }),
    "captcha.link": (_, { account }) => ({
      subject: `Jätkake: ${account}`,
      lines: [
        `Keegi soovib selle aadressiga jätkata ilma mõistatust lahendamata: ${account}. Link kehtib ühe korra ja pool tundi.`,
        "See ei logi kedagi sisse. Kui see ei olnud Teie, ärge tehke midagi.",
      ],
      action: "Jätka",
    }),
    "sign_in.confirm": (_, { account }) => ({
      subject: `Kinnitage oma sisselogimine: ${account}`,
      lines: [
        `Keegi logib Teie nime all sisse õige parooliga, kuid tavapärasest erinevalt: ${account}. Link viib sisselogimise lõpuni. See kehtib ühe korra ja pool tundi.`,
        "Kui see ei olnud Teie, ärge tehke midagi, ärge andke linki kellelegi ja muutke oma parool.",
      ],
      action: "See olin mina, edasi",
    }),
    "email_change.confirm": (_, { account }) => ({
      subject: `Kinnitage oma uus aadress: ${account}`,
      lines: [`Sellest saab Teie aadress kontol ${account}. Kuni Te seda ei kinnita, jääb vana.`],
      action: "Kinnitan aadressi",
    }),
    "notification_address.verify": (_, { account }) => ({
      subject: `Kinnitage see aadress teadete jaoks: ${account}`,
      lines: [
        `Keegi, tõenäoliselt Teie, soovib saada turvateateid ka sellele aadressile: ${account}.`,
        "Kui see ei olnud Teie, ärge tehke midagi: kinnituseta siia rohkem midagi ei saadeta.",
      ],
      action: "Kinnitan aadressi",
    }),
    "password.changed": (_, { account }) => ({
      subject: `Teie parool on muudetud: ${account}`,
      lines: [`Teie kasutaja parool kontol ${account} muudeti. Kõik Teie teised seansid on lõpetatud.`],
    }),
    "password.breached": (_, { account }) => ({
      subject: `Teie uus parool on andmeleketest tuntud: ${account}`,
      lines: [
        `Parool, mille äsja valisite, on varastatud paroolide loendites: ${account}. Valige teine ja muutke see ka mujal.`,
      ],
    }),
    "password.reset": (_, { account }) => ({
      subject: `Teie parool on muudetud: ${account}`,
      lines: [
        `Teie kasutaja parool kontol ${account} määrati kirjas saadetud lingiga uuesti. Kõik seansid on lõpetatud.`,
      ],
    }),
    "email_change.requested": ({ address }, { account }) => ({
      subject: `Soovitakse muuta Teie aadressi: ${account}`,
      lines: [`Teie uueks aadressiks kontol ${account} saab ${address}, kui see seal kinnitatakse.`],
    }),
    "email_change.completed": ({ address }, { account }) => ({
      subject: `Teie aadress on muudetud: ${account}`,
      lines: [`Teie aadress kontol ${account} on nüüd ${address}. Seitsme päeva jooksul saate selle tagasi võtta.`],
      action: "Võtan muudatuse tagasi",
    }),
    "email_change.in_use": ({ address }, { account }) => ({
      subject: `See on nüüd Teie aadress kontos ${account}`,
      lines: [
        `Teie aadress kontos ${account} on nüüd ${address}. Teie senist aadressi teavitati ja sealt saab muudatuse seitsme päeva jooksul tagasi võtta.`,
      ],
    }),
    "email_change.undone": ({ address }, { account }) => ({
      subject: `Aadressi muutmine on tagasi võetud: ${account}`,
      lines: [`Teie aadress kontol ${account} on jälle ${address}.`],
    }),
    "factor.added": ({ factor, name }, { account }) => ({
      subject: `Uus sisselogimisviis (${factors[factor]}): ${account}`,
      lines: [`Teie kasutajale kontol ${account} lisati ${named(factors[factor], name)}. Sellega saab sisse logida.`],
    }),
    "factor.removed": ({ factor, name }, { account }) => ({
      subject: `Sisselogimisviis eemaldatud (${factors[factor]}): ${account}`,
      lines: [`Teie kasutajalt kontol ${account} eemaldati ${named(factors[factor], name)}.`],
    }),
    "passkey.copied": ({ name }, { account, person }) => ({
      subject: `Pääsuvõti näib olevat kopeeritud: ${account}`,
      lines: [
        person === null
          ? `Teie kasutaja pääsuvõtit „${name}“ kontol ${account} kasutasid kaks seadet, mis teineteisest ei tea. See enam ei kehti: eemaldage see ja looge uus.`
          : `Kasutaja ${person} pääsuvõtit „${name}“ kontol ${account} kasutasid kaks seadet, mis teineteisest ei tea. See enam ei kehti.`,
      ],
    }),
    "recovery_codes.viewed": (_, { account }) => ({
      subject: `Teie taastekoode näidati: ${account}`,
      lines: [
        `Teie kasutaja taastekoodid kontol ${account} loodi ja näidati. Kellel on neist mõni, saab sisse logida.`,
      ],
    }),
    "recovery_codes.replaced": (_, { account }) => ({
      subject: `Teie taastekoodid on asendatud: ${account}`,
      lines: [`Teie kasutajal kontol ${account} on uued taastekoodid. Vanad enam ei kehti.`],
    }),
    "recovery_codes.used": ({ left }, { account }) => ({
      subject: `Taastekoodi kasutati: ${account}`,
      lines: [`Keegi logis Teie taastekoodiga sisse: ${account}. Koode alles: ${left}.`],
    }),
    "identity.linked": ({ provider }, { account }) => ({
      subject: `Sisselogimine on seotud (${provider}): ${account}`,
      lines: [`Teie kasutajana saab kontole ${account} nüüd sisse logida teenusega ${provider}.`],
    }),
    "identity.unlinked": ({ provider }, { account }) => ({
      subject: `Sisselogimise seos on eemaldatud (${provider}): ${account}`,
      lines: [`Teie kasutajana ei saa kontole ${account} enam sisse logida teenusega ${provider}.`],
    }),
    "device.new": ({ what }, { account }) => ({
      subject: `Uus sisselogimine: ${account}`,
      lines: [
        {
          device: `Teie kasutajana logiti kontole ${account} sisse seadmest, mida me varem näinud ei ole.`,
          network: `Teie kasutajana logiti kontole ${account} sisse võrgust, mida me varem näinud ei ole.`,
          sign_in: `Teie kasutajana logiti kontole ${account} sisse viisil, mis ei ole Teie moodi.`,
        }[what],
      ],
    }),
    "session.ended": ({ reason }, { account, actor }) => ({
      subject: `Teie seanss on lõpetatud: ${account}`,
      lines: [
        reason === "reuse"
          ? `Teie seansi luba kontol ${account} kasutati teist korda: Teil või kellelgi teisel on sellest koopia. Seanss lõpetati igaks juhuks.`
          : `Teie seansid kontol ${account} lõpetati${by(actor)}. Logige uuesti sisse.`,
      ],
    }),
    "sign_in.blocked": (_, { account }) => ({
      subject: `Sisselogimine tõkestati: ${account}`,
      lines: [`Keegi püüdis Teie nime all sisse logida: ${account}. See ei olnud Teie moodi ja tõkestati.`],
    }),
    "recovery.started": ({ until }, { account, at }) => ({
      subject: `Teie kasutaja taastamine algas: ${account}`,
      lines: [
        `Keegi soovib pääseda Teie kasutajasse ilma selle teguriteta: ${account}.`,
        `Kui keegi seda ei katkesta, juhtub see ${at(until)}.`,
      ],
      action: "Katkestan taastamise",
    }),
    "recovery.cancelled": (_, { account }) => ({
      subject: `Teie kasutaja taastamine katkestati: ${account}`,
      lines: [`Teie kasutaja taastamine kontol ${account} katkestati. Midagi ei muutunud.`],
    }),
    "recovery.completed": (_, { account }) => ({
      subject: `Teie kasutaja on taastatud: ${account}`,
      lines: [`Teie kasutaja kontol ${account} taastati: tegurid eemaldati ja kõik seansid lõpetati.`],
    }),
    "notification_address.added": ({ address }, { account }) => ({
      subject: `Teated lähevad veel ühele aadressile: ${account}`,
      lines: [`Turvateated Teie kasutaja kohta kontol ${account} lähevad nüüd ka aadressile ${address}.`],
    }),
    "notification_address.removed": ({ address }, { account }) => ({
      subject: `Teated ei lähe enam ühele aadressile: ${account}`,
      lines: [`Turvateated Teie kasutaja kohta kontol ${account} ei lähe enam aadressile ${address}.`],
    }),
    "role.raised": ({ before, after }, { account, person }) => ({
      subject: person === null ? `Teie roll lubab nüüd rohkem: ${account}` : `Kellegi roll tõsteti: ${account}`,
      lines: [
        `${person === null ? "Teie roll" : `Liige ${person}: roll`} kontol ${account} oli ${before} ja on nüüd ${after}, mis lubab rohkem.`,
      ],
    }),
    "role.lowered": ({ before, after }, { account, person }) => ({
      subject: person === null ? `Teie roll on muudetud: ${account}` : `Kellegi roll on muudetud: ${account}`,
      lines: [
        `${person === null ? "Teie roll" : `Liige ${person}: roll`} kontol ${account} oli ${before} ja on nüüd ${after}.`,
      ],
    }),
    "member.invited": ({ address, role }, { account, actor }) => ({
      subject: `Keegi sai kutse: ${account}`,
      lines: [`${address} kutsuti kontole ${account}${by(actor)}, roll ${role}.`],
    }),
    "member.added": ({ role }, { account, person, actor }) => ({
      subject: `Uus liige: ${account}`,
      lines: [`${person ?? "Keegi"} lisati kontole ${account}${by(actor)}, roll ${role}.`],
    }),
    "member.suspended": (_, { account, person, actor }) => ({
      subject: person === null ? `Teie kasutaja on peatatud: ${account}` : `Liige on peatatud: ${account}`,
      lines: [
        person === null
          ? `Teie kasutaja kontol ${account} peatati${by(actor)}: kuni selle tühistamiseni ei saa Te sisse logida.`
          : `${person} peatati kontol ${account}${by(actor)}. Kõik tema seansid on lõpetatud.`,
      ],
    }),
    "member.resumed": (_, { account, person, actor }) => ({
      subject: person === null ? `Saate jälle sisse logida: ${account}` : `Liige saab jälle sisse logida: ${account}`,
      lines: [`${person ?? "Teie kasutaja"} ei ole kontol ${account} enam peatatud${by(actor)}.`],
    }),
    "member.removed": (_, { account, person, actor }) => ({
      subject: person === null ? `Teie kasutaja on eemaldatud: ${account}` : `Liige on eemaldatud: ${account}`,
      lines: [`${person ?? "Teie kasutaja"} eemaldati kontolt ${account}${by(actor)} koos seansside ja võtmetega.`],
    }),
    "key.created": ({ name }, { account }) => ({
      subject: `Uus API-võti: ${account}`,
      lines: [
        `Teie kasutaja lõi kontol ${account} API-võtme „${name}“. Kellel see on, saab selle õiguste piires Teie nimel tegutseda.`,
      ],
    }),
    "key.rotated": ({ name }, { account }) => ({
      subject: `API-võti on vahetatud: ${account}`,
      lines: [`Teie API-võtmel „${name}“ kontol ${account} on järeltulija. Vana kehtib ülemineku lõpuni.`],
    }),
    "key.expiring": ({ name, days }, { account }) => ({
      subject: `API-võti aegub ${inDays(days)}: ${account}`,
      lines: [`Teie API-võti „${name}“ kontol ${account} lakkab kehtimast ${inDays(days)}. Vahetage see enne.`],
    }),
    "key.expired": ({ name }, { account }) => ({
      subject: `API-võti on aegunud: ${account}`,
      lines: [`Teie API-võti „${name}“ kontol ${account} on aegunud ega kehti enam.`],
    }),
    "key.revoked": ({ name }, { account, actor }) => ({
      subject: `API-võti on tühistatud: ${account}`,
      lines: [`Teie API-võti „${name}“ kontol ${account} tühistati${by(actor)} ega kehti enam.`],
    }),
    "key.leaked": ({ name }, { account, person }) => ({
      subject: `API-võti leiti avalikust kohast ja tühistati: ${account}`,
      lines: [
        `${person === null ? "Teie API-võti" : `Liikme ${person} API-võti`} „${name}“ kontol ${account} leiti kohast, kus teised saavad seda lugeda. See tühistati kohe.`,
        "Vaadake, milleks seda kasutati, ja selgitage välja, kuidas see sinna sattus, enne kui uue loote.",
      ],
    }),
    "policy.loosened": ({ settings }, { account, actor }) => ({
      subject: `Turvapoliitikat leevendati: ${account}`,
      lines: [`Konto ${account} poliitikat muudeti${by(actor)}. Leebem kui enne: ${settings.join(", ")}.`],
    }),
    "webhook.disabled": ({ host, why }, { account }) => ({
      subject: `Veebihaak lülitati välja: ${account}`,
      lines: [
        why === "gone"
          ? `${host} vastas, et seal ei võta keegi enam sõnumeid vastu.`
          : `Viie päeva jooksul ei ole ${host} midagi kätte saanud.`,
        "Puuduva saab uuesti saata, kui see on taas sisse lülitatud.",
      ],
    }),
    "audit_stream.failing": ({ host }, { account }) => ({
      subject: `Auditilogi ei jõua kohale: ${account}`,
      lines: [
        `Tunni jooksul ei ole ${host} auditilogist midagi kätte saanud.`,
        "Proovime edasi ja midagi ei lähe kaduma: see saadetakse, kui vastuvõtja selle vastu võtab.",
      ],
    }),
    "review.due": ({ since }, { account, at }) => ({
      subject: `Aeg üle vaadata, kes mida tohib: ${account}`,
      lines: [
        `Konto ${account} liikmed, rollid, seansid ja võtmed vaadati viimati üle ${at(since)}.`,
        "Teie reeglid nõuavad uut ülevaatust: jätke alles või eemaldage igaüks, siis kinnitage.",
      ],
      action: "Alustan ülevaatust",
    }),
    "checklist.due": ({ items }, { account }) => ({
      subject: `Turvalisuse kontroll-leht (${account}): lahti ${items.length}`,
      lines: ["Veel tegemata või liiga ammu kinnitatud:", ...items.map((item) => `– ${item}`)],
      action: "Avan kontroll-lehe",
    }),
    "support.granted": ({ scope, until }, { account, actor, at }) => ({
      subject: `Kasutajatugi sai juurdepääsu: ${account}`,
      lines: [`Operaatori kasutajatugi sai juurdepääsu kontole ${account}${by(actor)}: ${scope}, kuni ${at(until)}.`],
    }),
    "support.used": ({ scope }, { account }) => ({
      subject: `Kasutajatugi kasutab juurdepääsu: ${account}`,
      lines: [`Operaatori kasutajatugi hakkas juurdepääsu kasutama: ${account}, ${scope}. Iga tegu on auditilogis.`],
    }),
    "support.ended": ({ scope }, { account }) => ({
      subject: `Kasutajatoe juurdepääs on lõppenud: ${account}`,
      lines: [`Operaatori kasutajatoel ei ole kontole ${account} enam juurdepääsu: ${scope}.`],
    }),
    "support.glass_broken": ({ name, reason }, { account }) => ({
      subject: `Operaator luges kontot ${account} ilma teie loata`,
      lines: [
        `Operaatori töötaja ${name} avas konto ${account} auditilogi ilma teie loata.`,
        `Antud põhjus: ${reason}`,
      ],
    }),
    "account.inactive": ({ closesAt }, { account, at }) => ({
      subject: `Kontot ei ole üksteist kuud kasutatud: ${account}`,
      lines: [
        `Keegi ei ole üksteist kuud kontole ${account} sisse loginud. Kui seda ei tehta, suletakse see ${at(closesAt)}.`,
      ],
      action: "Login sisse ja jätan alles",
    }),
    "alert.raised": ({ what }, { account }) => ({
      subject: `Ebatavaline käitumine: ${account}`,
      lines: [`Midagi kontol ${account} on teisiti kui tavaliselt: ${what}.`],
      action: "Vaatan, mis juhtus",
    }),
    "incident.announced": ({ title }, { account }) => ({
      subject: `Turvaintsident, mis puudutab kontot ${account}`,
      lines: [`Peame teatama turvaintsidendist, mis puudutab kontot ${account}: ${title}.`],
      action: "Loen, mis on teada",
    }),
    "maintenance.planned": ({ from, until }, { account, at }) => ({
      subject: `Plaaniline hooldus: ${account}`,
      lines: [`Kontot ${account} hooldatakse ${at(from)} kuni ${at(until)}; see võib osa ajast kättesaamatu olla.`],
    }),
  },
};
