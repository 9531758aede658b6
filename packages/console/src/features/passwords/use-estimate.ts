import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import type { Estimate } from "./strength.ts";

const pauseMs = 120;

/**
 * How hard a password is to guess, once the dictionaries are there. They are large, and are fetched when somebody begins
 * to type. The password stays in this page: nothing is sent, and no cache is keyed by it.
 */
export function useEstimate(password: string, own: readonly string[]): Estimate | null {
  const [settled] = useDebouncedValue(password, pauseMs);
  const { data: dictionaries } = useQuery({
    queryKey: ["dictionaries"],
    queryFn: () => import("./dictionaries.ts"),
    enabled: password !== "",
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const words = own.join("\n");
  return useMemo(
    () => (dictionaries === undefined || settled === "" ? null : dictionaries.estimate(settled, words.split("\n"))),
    [dictionaries, settled, words],
  );
}
