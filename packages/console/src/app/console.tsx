import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";

import { cssVariablesResolver, theme } from "../design/theme.ts";
import { StepUpDialog } from "../features/step-up/step-up-dialog.tsx";
import { cookieColorScheme } from "./color-scheme.ts";
import { queryClient, router } from "./router.ts";

export function Console({ nonce }: { readonly nonce: string }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      colorSchemeManager={cookieColorScheme}
      getStyleNonce={() => nonce}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <StepUpDialog />
        <Notifications position="bottom-right" containerWidth={360} limit={3} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
