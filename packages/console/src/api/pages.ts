interface InPages {
  readonly initialPageParam: string | null;
  readonly getNextPageParam: (page: { readonly nextCursor: string | null }) => string | null;
}

/** How a list is read that the API gives in pages: the part of its query that says so. */
export const inPages: InPages = {
  initialPageParam: null,
  getNextPageParam: ({ nextCursor }) => nextCursor,
};

/** What asks for the page after `cursor`. */
export const after = (cursor: string | null): { readonly cursor?: string } => (cursor === null ? {} : { cursor });
