import { ActionIcon, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconMenu2 } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Outlet, useLocation } from "@tanstack/react-router";

import { deploymentQuery, meQuery } from "../../api/queries.ts";
import { Wordmark } from "../../design/mark.tsx";
import { SupportBanner } from "../../features/support/support-banner.tsx";
import { AccountBadge } from "./account-badge.tsx";
import { GraceBanner } from "./grace-banner.tsx";
import { Navigation } from "./navigation.tsx";
import { PersonFooter } from "./person-footer.tsx";
import classes from "./shell.module.css";

/** The frame of somebody who is signed in: a rail where there is room, a bar with a menu on a phone. */
export function Shell() {
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: deployment } = useQuery(deploymentQuery);
  const { pathname } = useLocation();
  const [isMenuOpen, menu] = useDisclosure(false);
  const isDevelopment = deployment?.mode === "development";

  return (
    <div className={classes.shell}>
      <header className={classes.bar}>
        <Wordmark />
        <ActionIcon
          variant="default"
          size="xl"
          aria-label="Menu"
          aria-haspopup="dialog"
          aria-expanded={isMenuOpen}
          onClick={menu.open}
        >
          <IconMenu2 size={20} />
        </ActionIcon>
      </header>
      <div className={classes.rail}>
        <Wordmark />
        <AccountBadge account={me.account} />
        <Navigation rights={me.rights} isDevelopment={isDevelopment} />
        <PersonFooter user={me.user} />
      </div>
      <Drawer opened={isMenuOpen} onClose={menu.close} title="Menu" size="min(20rem, 88vw)" closeButtonProps={close}>
        <div className={classes.menu}>
          <AccountBadge account={me.account} />
          <Navigation rights={me.rights} isDevelopment={isDevelopment} onNavigate={menu.close} />
          <PersonFooter user={me.user} />
        </div>
      </Drawer>
      <main className={classes.main} id="content" tabIndex={-1}>
        <GraceBanner />
        <SupportBanner key={pathname} className={classes.banner} />
        <Outlet />
      </main>
    </div>
  );
}

const close = { "aria-label": "Close the menu" };
