-- What somebody of the account allowed the operator's support to read, and for how long. Grants are kept as evidence.
create table support_grants (
  account_id text not null,
  id text not null,
  -- It is worth what they may grant at present. No foreign key: the evidence outlives them.
  granted_by text not null,
  scopes text[] not null,
  reason_sealed bytea not null,
  created_at timestamptz not null,
  until timestamptz not null check (until > created_at and until <= created_at + interval '24 hours'),
  -- When somebody first came in on it.
  used_at timestamptz,
  -- Withdrawn, or found to have run out.
  ended_at timestamptz,
  revoked boolean not null default false,
  primary key (account_id, id)
);
call make_account_table('support_grants');

-- Who of the operator came in on a grant. The token names account and session; its secret stands here as a hash.
create table support_sessions (
  account_id text not null,
  id text not null,
  grant_id text not null,
  token_hash bytea not null,
  name_sealed bytea not null,
  opened_at timestamptz not null,
  last_used_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, grant_id) references support_grants (account_id, id) on delete cascade
);
call make_account_table('support_sessions');
create index support_sessions_by_grant on support_sessions (account_id, grant_id);
grant select, insert, update, delete on support_grants, support_sessions to :app_role;
