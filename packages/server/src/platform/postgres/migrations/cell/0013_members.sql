-- Suspended: nobody can begin a session as this user, and mailed tokens of theirs are none. Null: active.
alter table users add column suspended_at timestamptz;

-- Who is asked into the account and has not answered. An invitation that is accepted or withdrawn is deleted; the audit
-- log keeps that there was one.
create table invitations (
  account_id text not null,
  id text not null,
  email_index bytea not null,
  email_sealed bytea not null,
  name_sealed bytea,
  -- As in users.role. Held against the present rights of `invited_by` again when it is accepted.
  role text not null,
  -- Whoever sent it last. No foreign key: it outlives them, and is worth nothing without them.
  invited_by text not null,
  token_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (account_id, id),
  unique (account_id, email_index),
  unique (account_id, token_hash)
);
call make_account_table('invitations');
grant select, insert, update, delete on invitations to :app_role;

alter table outbox drop constraint outbox_kind_check;
alter table outbox add constraint outbox_kind_check check (kind in ('mail', 'revocation', 'address', 'digest'));

-- Somebody who leaves, and how far that is. The rows stay when the user is gone: ids and times alone, as evidence.
create table offboardings (
  account_id text not null,
  user_id text not null,
  started_by text not null,
  -- Who gets what is theirs; null: it goes with them.
  successor text,
  started_at timestamptz not null,
  cancelled_at timestamptz,
  primary key (account_id, user_id)
);
call make_account_table('offboardings');

create table offboarding_steps (
  account_id text not null,
  user_id text not null,
  step text not null check (step in ('suspend', 'sessions', 'keys', 'transfer', 'delete')),
  due_at timestamptz not null,
  done_at timestamptz,
  -- Sessions ended, keys deleted, things handed over, rows erased.
  affected integer not null default 0,
  primary key (account_id, user_id, step),
  foreign key (account_id, user_id) references offboardings (account_id, user_id) on delete cascade
);
call make_account_table('offboarding_steps');

-- What the chore may know without an account: in which there is something to do next, and when.
create table cell_offboardings (
  account_id text primary key,
  due_at timestamptz not null
);
create index cell_offboardings_by_time on cell_offboardings (due_at);

grant select, insert, update, delete on offboardings, offboarding_steps, cell_offboardings to :app_role;

-- Changes of an address: one at a time waits for its confirmation; those that were confirmed can be undone for a while.
create table email_changes (
  account_id text not null,
  id text not null,
  user_id text not null,
  email_sealed bytea not null,
  -- Nobody else gets the old address while it may be given back.
  old_email_index bytea not null,
  old_email_sealed bytea not null,
  -- Of the link to the new address; null once it came back.
  confirm_hash bytea,
  -- Of the link to the old address; null until the new one is confirmed.
  undo_hash bytea,
  requested_at timestamptz not null,
  confirmed_at timestamptz,
  -- Of the link that is out.
  expires_at timestamptz not null,
  primary key (account_id, id),
  unique (account_id, confirm_hash),
  unique (account_id, undo_hash),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
call make_account_table('email_changes');
create unique index email_changes_pending on email_changes (account_id, user_id) where confirmed_at is null;
create index email_changes_by_old on email_changes (account_id, old_email_index);
grant select, insert, update, delete on email_changes to :app_role;
