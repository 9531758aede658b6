-- Keys that somebody has found in public, until they are looked at: written down before the finder is answered, so that a
-- report outlives the process that took it. The account is whichever the key names; whether there is one is asked later.
create table leaked_keys (
  id uuid primary key,
  account_id text not null,
  key_id text not null,
  -- Of the whole key; no row holds a key.
  key_hash bytea not null,
  -- Who found it and where, as JSON.
  report_sealed bytea not null,
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  received_at timestamptz not null default now()
);
create index leaked_keys_by_time on leaked_keys (due_at);
grant select, insert, update, delete on leaked_keys to :app_role;
