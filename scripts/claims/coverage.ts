import { type Claim, type ClaimDocument, claimKinds } from "./claims.ts";
import type { Mention, Stray } from "./mention.ts";

export interface CoveredClaim extends Claim {
  readonly tests: readonly Mention[];
  readonly controls: readonly Mention[];
}

/** A claim may be proven and measured at once; it is open when it is neither. */
export interface Count {
  readonly total: number;
  readonly proven: number;
  readonly measured: number;
  readonly open: number;
}

export interface Coverage {
  readonly claims: readonly CoveredClaim[];
  readonly sections: readonly (Count & { readonly id: string; readonly title: string })[];
  readonly kinds: readonly (Count & { readonly kind: string })[];
  readonly total: Count;
  /** Rows of the settings table, with what tests them. */
  readonly settings: readonly { readonly row: string; readonly title: string; readonly tests: readonly Mention[] }[];
}

/** Puts what tests and controls name beside what was promised. */
export function coverageOf(document: ClaimDocument, mentions: readonly Mention[]): Coverage {
  const counting = Map.groupBy(
    mentions.filter(({ runs }) => runs),
    ({ id }) => id,
  );
  const of = (id: string, by: Mention["by"]) => (counting.get(id) ?? []).filter((mention) => mention.by === by);
  const claims = document.claims.map((claim) => ({
    ...claim,
    tests: of(claim.id, "test"),
    controls: of(claim.id, "control"),
  }));
  return {
    claims,
    sections: Object.entries(document.sections).map(([id, title]) => ({
      id,
      title,
      ...count(claims.filter(({ section }) => section === id)),
    })),
    kinds: claimKinds.map((kind) => ({ kind, ...count(claims.filter((claim) => claim.kind === kind)) })),
    total: count(claims),
    settings: document.settings.map(({ row, title }) => ({ row, title, tests: of(row, "test") })),
  };
}

/** `proven`, `measured`, `proven, measured` or `open`. */
export function stateOf({ tests, controls }: CoveredClaim): string {
  const states = [tests.length > 0 ? "proven" : [], controls.length > 0 ? "measured" : []].flat();
  return states.join(", ") || "open";
}

function count(claims: readonly CoveredClaim[]): Count {
  return {
    total: claims.length,
    proven: claims.filter(({ tests }) => tests.length > 0).length,
    measured: claims.filter(({ controls }) => controls.length > 0).length,
    open: claims.filter((claim) => stateOf(claim) === "open").length,
  };
}

/** What makes the list untrue: ids that nobody promised, and ids in a form that is not read. */
export function faultsIn(
  document: ClaimDocument,
  found: { readonly mentions: readonly Mention[]; readonly strays: readonly Stray[] },
): string[] {
  const known = new Set([...document.claims.map(({ id }) => id), ...document.settings.map(({ row }) => row)]);
  const unknown = found.mentions.filter(({ id }) => !known.has(id));
  return [
    ...unknown.map(({ id, file, line }) => `${file}:${line}: there is no claim ${id}`),
    ...found.strays.map(
      ({ text, file, line }) => `${file}:${line}: write ${text} as [${text}], one pair of brackets each`,
    ),
  ];
}
