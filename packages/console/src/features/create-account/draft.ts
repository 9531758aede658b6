import { type PresetName, presetNames, type Placement } from "@holdfast/contract";

import { type Faults, isMailAddress } from "../../form/field-faults.ts";
import { slugFault } from "./slug.ts";

/** Fields by their path in the request. */
export const draftNames = [
  "name",
  "slug",
  "region",
  "placement",
  "preset",
  "owner/name",
  "owner/email",
  "owner/password",
] as const;
export type DraftName = (typeof draftNames)[number];
export type Draft = Readonly<Record<DraftName, string>>;

export const emptyDraft = (region: string): Draft => ({
  name: "",
  slug: "",
  region,
  placement: "shared",
  preset: "standard",
  "owner/name": "",
  "owner/email": "",
  "owner/password": "",
});

/** What is missing, in words. */
export function draftFaults(draft: Draft): Faults<DraftName> {
  const slug = slugFault(draft.slug);
  return {
    ...(draft.name.trim() === "" && { name: "Give the account a name." }),
    ...(slug !== null && { slug }),
    ...(draft["owner/name"].trim() === "" && { "owner/name": "Type your name." }),
    ...(!isMailAddress(draft["owner/email"]) && { "owner/email": "Type your e-mail address." }),
    ...(draft["owner/password"] === "" && { "owner/password": "Choose a password." }),
  };
}

/** The request that a draft makes. */
export const requestOf = (draft: Draft) => ({
  name: draft.name.trim(),
  slug: draft.slug,
  region: draft.region,
  placement: placementOf(draft.placement),
  preset: presetOf(draft.preset),
  owner: { name: draft["owner/name"].trim(), email: draft["owner/email"], password: draft["owner/password"] },
});

const placementOf = (raw: string): Placement => (raw === "dedicated" ? "dedicated" : "shared");
export const presetOf = (raw: string): PresetName => presetNames.find((name) => name === raw) ?? "standard";
