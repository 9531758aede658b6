import type { Locale } from "@holdfast/contract";

import { german } from "./de.ts";
import { english } from "./en.ts";
import { estonian } from "./et.ts";
import type { Language } from "./language.ts";

export const languages: Readonly<Record<Locale, Language>> = { en: english, de: german, et: estonian };
