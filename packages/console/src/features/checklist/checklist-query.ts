import { queryOptions } from "@tanstack/react-query";

import { client } from "../../api/client.ts";

export const checklistQuery = queryOptions({
  queryKey: ["checklist"],
  queryFn: ({ signal }) => client.readChecklist({ signal }),
});
