import type { UserView } from "@holdfast/contract";
import { Button, SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";

import { useSignOut } from "../../features/sign-in/use-sign-out.ts";
import classes from "./shell.module.css";

const schemes = [
  { value: "auto", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

export function PersonFooter({ user }: { readonly user: UserView }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  return (
    <div className={classes.person}>
      <SegmentedControl
        aria-label="Colours"
        size="xs"
        fullWidth
        data={[...schemes]}
        value={colorScheme}
        onChange={setColorScheme}
      />
      <div>
        <p className={classes.personName}>{user.name}</p>
        <p className={classes.personMail}>{user.email}</p>
      </div>
      <Button
        size="xs"
        fullWidth
        leftSection={<IconLogout size={16} aria-hidden="true" />}
        loading={signOut.isPending}
        onClick={() => signOut.mutate()}
      >
        Sign out
      </Button>
    </div>
  );
}
