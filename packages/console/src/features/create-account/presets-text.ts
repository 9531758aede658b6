import type { PresetName } from "@holdfast/contract";

/** What each preset is for, in a line. */
export const presetTexts: Readonly<Record<PresetName, { readonly title: string; readonly note: string }>> = {
  standard: { title: "Standard", note: "NIST SP 800-63B-4 and OWASP ASVS 5.0, level 2" },
  strict: { title: "Strict", note: "Shorter sessions, costlier password hashes" },
  quivaworks: { title: "QuivaWorks", note: "As its security page says: a day's sessions, five roles" },
  civiq: { title: "civiq", note: "As its security page says: rotating tokens, a year of audit log" },
  qwic: { title: "QWIC", note: "As its security page says: idle sessions end early" },
  conviro: { title: "Conviro", note: "As its security page says: 15-minute tokens, three roles" },
};
