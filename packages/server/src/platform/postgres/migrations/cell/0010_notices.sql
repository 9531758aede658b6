-- Mails that did not get out stay, put aside: an administrator sees them and may have them sent again.
alter table outbox add column failed_at timestamptz, add column failure text;
alter table outbox drop constraint outbox_kind_check;
alter table outbox add constraint outbox_kind_check check (kind in ('mail', 'revocation', 'digest'));

-- When an account's next work is due. Without it whoever waits for tomorrow would be looked at every few seconds.
alter table cell_outbox_accounts add column due_at timestamptz not null default now();
create index cell_outbox_accounts_due on cell_outbox_accounts (due_at);

-- Language and time zone of a user, as JSON; without it they read English, and times of UTC.
alter table users add column reading_sealed bytea;
-- When the mail server said that the user's address takes no mail; null again once one gets through.
alter table users add column email_bounced_at timestamptz;

-- What a user wants of a notice other than a mail at once.
create table notice_choices (
  account_id text not null,
  user_id text not null,
  notice text not null,
  delivery text not null check (delivery in ('digest', 'off')),
  primary key (account_id, user_id, notice),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
call make_account_table('notice_choices');

-- The second address that security notices go to, once a link that was mailed there has come back.
create table notification_addresses (
  account_id text not null,
  user_id text not null,
  address_sealed bytea not null,
  requested_at timestamptz not null,
  verified_at timestamptz,
  bounced_at timestamptz,
  primary key (account_id, user_id),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
call make_account_table('notification_addresses');

-- Notices that wait for their reader's daily mail.
create table digest_items (
  account_id text not null,
  id text not null,
  user_id text not null,
  item_sealed bytea not null,
  created_at timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
call make_account_table('digest_items');
create index digest_items_by_user on digest_items (account_id, user_id);

grant select, insert, update, delete on notice_choices, notification_addresses, digest_items to :app_role;

alter table mail_tokens drop constraint mail_tokens_purpose_check;
alter table mail_tokens add constraint mail_tokens_purpose_check
  check (purpose in ('verify_email', 'reset_password', 'verify_notification_address'));
