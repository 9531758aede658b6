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
alter table outbox add constraint outbox_kind_check check (kind in ('mail', 'revocation', 'address'));
