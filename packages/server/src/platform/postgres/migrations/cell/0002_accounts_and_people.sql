-- Columns ending in `_sealed` hold ciphertext bound to account, table, column and row (tenancy/keys).

create table account_profiles (
  account_id text primary key,
  name_sealed bytea not null,
  slug_sealed bytea not null,
  created_at timestamptz not null default now()
);
call make_account_table('account_profiles');

create table policies (
  account_id text not null,
  version integer not null,
  settings jsonb not null,
  changed_at timestamptz not null default now(),
  primary key (account_id, version)
);
call make_account_table('policies');

create table roles (
  account_id text not null,
  id text not null,
  name_index bytea not null,
  name_sealed bytea not null,
  summary_sealed bytea,
  rights text[] not null,
  created_at timestamptz not null default now(),
  primary key (account_id, id),
  unique (account_id, name_index)
);
call make_account_table('roles');

create table users (
  account_id text not null,
  id text not null,
  email_index bytea not null,
  email_sealed bytea not null,
  name_sealed bytea not null,
  -- Name of a built-in role or id of one of the account's own.
  role text not null,
  email_verified_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (account_id, id),
  unique (account_id, email_index)
);
call make_account_table('users');
create index users_by_role on users (account_id, role);

-- The PHC string, sealed: the pepper of NIST SP 800-63B-4 section 3.1.1.2, kept apart from the hashes.
create table passwords (
  account_id text not null,
  user_id text not null,
  hash_sealed bytea not null,
  changed_at timestamptz not null default now(),
  primary key (account_id, user_id),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
call make_account_table('passwords');

-- Mailed single-use tokens. A token is good for its purpose only; of each purpose a user has at most one.
create table mail_tokens (
  account_id text not null,
  user_id text not null,
  purpose text not null check (purpose in ('verify_email', 'reset_password')),
  token_hash bytea not null,
  expires_at timestamptz not null,
  primary key (account_id, user_id, purpose),
  unique (account_id, token_hash),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
call make_account_table('mail_tokens');

create table sessions (
  account_id text not null,
  id text not null,
  user_id text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- Last proof of identity, for step-up.
  proved_at timestamptz not null,
  expires_at timestamptz not null,
  idle_ms bigint not null,
  revoked_at timestamptz,
  -- {kind, browser, system, address, country}
  device_sealed bytea not null,
  refresh_hash bytea not null,
  rotations integer not null default 0,
  rotated_at timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
call make_account_table('sessions');
create index sessions_live_by_user on sessions (account_id, user_id) where revoked_at is null;

-- Work that follows from a change, written in the change's own transaction: nothing is done for what did not commit,
-- nothing that committed is forgotten.
create table outbox (
  account_id text not null,
  id text not null,
  kind text not null check (kind in ('mail', 'revocation')),
  payload_sealed bytea not null,
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  primary key (account_id, id)
);
call make_account_table('outbox');

-- What the relay may know without an account: that there is work, and whose. No content.
create table cell_outbox_accounts (
  account_id text primary key,
  touched_at timestamptz not null default now()
);

grant select, insert, update, delete on account_profiles, policies, roles, users, passwords, mail_tokens, sessions, outbox,
  cell_outbox_accounts to :app_role;

-- The cache miss of a verification in one round trip: binds the account and reads the row under its policy.
create function find_session(bound_account text, session_id text)
returns table (
  user_id text, role text, rights text[], created_at timestamptz, last_seen_at timestamptz, proved_at timestamptz,
  expires_at timestamptz, idle_ms bigint, revoked_at timestamptz
) language plpgsql as $$
begin
  perform set_config('holdfast.account_id', bound_account, true);
  return query
    select s.user_id, u.role, r.rights, s.created_at, s.last_seen_at, s.proved_at, s.expires_at, s.idle_ms, s.revoked_at
    from sessions s
    join users u on u.account_id = s.account_id and u.id = s.user_id
    left join roles r on r.account_id = s.account_id and r.id = u.role
    where s.account_id = bound_account and s.id = session_id;
end
$$;

-- When sessions were last seen, for several accounts at once. The account is bound anew for each, so every update runs
-- under that account's policy; the setting ends with the statement.
create function touch_sessions(accounts text[], ids text[], seen timestamptz[]) returns void language plpgsql as $$
declare
  bound text;
begin
  for bound in select distinct a from unnest(accounts) a loop
    perform set_config('holdfast.account_id', bound, true);
    update sessions s set last_seen_at = greatest(s.last_seen_at, t.seen_at)
    from unnest(accounts, ids, seen) as t (account, id, seen_at)
    where t.account = bound and s.account_id = bound and s.id = t.id and s.revoked_at is null;
  end loop;
end
$$;
