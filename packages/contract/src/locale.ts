/** The languages in which mails are written. The console and the API speak English; codes tell programs the rest. */
export const locales = ["en", "de", "et"] as const;
export type Locale = (typeof locales)[number];
export const isLocale = (raw: string): raw is Locale => locales.some((locale) => locale === raw);

/** What `Accept-Language` prefers of the languages there are (RFC 9110 §12.5.4); English when it names none of them. */
export function preferredLocale(acceptLanguage: string): Locale {
  const ranges = acceptLanguage.slice(0, 256).split(",").map(weighed);
  const best = ranges.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  return best.map(({ language }) => language).find(isLocale) ?? "en";
}

function weighed(range: string): { language: string; weight: number } {
  const [tag = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
  const weight = quality === undefined ? 1 : Number(quality);
  return { language: tag.split("-")[0] ?? "", weight: Number.isFinite(weight) ? weight : 0 };
}
