import { useSuspenseQuery } from "@tanstack/react-query";

import { meQuery } from "../../api/queries.ts";
import { Facts } from "../../design/facts.tsx";
import { Ident } from "../../design/ident.tsx";
import { ExactTime } from "../../design/moment.tsx";
import { Page } from "../../design/page.tsx";
import { Section } from "../../design/section.tsx";
import { Tag } from "../../design/tag.tsx";
import { EmailSection } from "../email-change/email-section.tsx";
import { useNames } from "../names/use-names.ts";
import { AccountNameForm } from "./account-name-form.tsx";
import { NameForm } from "./name-form.tsx";
import { PasswordForm } from "./password-form.tsx";

export function ProfileScreen() {
  const { user, account, rights } = useSuspenseQuery(meQuery).data;
  const names = useNames();
  return (
    <Page title="Profile" lead="What this account knows of you, and how you prove that you are you.">
      <Section title="You" layout="beside" note="Others in the account see your name and address.">
        <Facts
          facts={[
            {
              label: "E-mail",
              value: (
                <>
                  {user.email}{" "}
                  {user.emailVerified ? <Tag tone="good">confirmed</Tag> : <Tag tone="warn">not confirmed</Tag>}
                </>
              ),
            },
            { label: "Role", value: names.ofRole(user.role) },
            { label: "Id", value: <Ident value={user.id} what="your id" /> },
            { label: "Here since", value: <ExactTime time={user.createdAt} /> },
          ]}
        />
      </Section>
      <Section title="Name" layout="beside">
        <NameForm name={user.name} />
      </Section>
      <EmailSection email={user.email} />
      <Section title="Password" layout="beside" note="Changing it ends every other session you have.">
        <PasswordForm user={user} account={account} mayReadPolicy={rights.includes("policy:read")} />
      </Section>
      {rights.includes("account:update") && (
        <Section title="Account name" layout="beside" note="Its address stays as it is.">
          <AccountNameForm name={account.name} />
        </Section>
      )}
    </Page>
  );
}
