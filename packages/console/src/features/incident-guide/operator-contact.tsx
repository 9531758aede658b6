import { useQuery } from "@tanstack/react-query";

import { deploymentQuery } from "../../api/queries.ts";

/** Whoever runs this deployment: a link, where they say how they are reached, and else the words for them. */
export function OperatorContact({ otherwise }: { readonly otherwise: string }) {
  const contact = useQuery(deploymentQuery).data?.securityContact ?? null;
  return contact === null ? otherwise : <a href={contact}>{contact.replace(/^(?:mailto:|https:\/\/)/, "")}</a>;
}
