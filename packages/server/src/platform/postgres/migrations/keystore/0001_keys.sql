-- Wrapped keys, apart from everything they open. Back this database up on its own, and keep those backups for as long as
-- an erasure may take and no longer: a destroyed key lives on in them.

-- primary: seals and opens. enabled: opens. disabled: neither, and can be enabled again. destroyed: gone for good.
create table account_keys (
  account_id text not null,
  version integer not null check (version > 0),
  state text not null check (state in ('primary', 'enabled', 'disabled', 'destroyed')),
  wrapped bytea not null,
  -- Which root key wrapped it; what root rotation has not reached is found by this.
  wrapper_id text not null,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  primary key (account_id, version),
  check (state <> 'destroyed' or wrapped = '')
);
create unique index account_keys_one_primary on account_keys (account_id) where state = 'primary';
create index account_keys_by_wrapper on account_keys (wrapper_id, account_id, version) where wrapped <> '';

-- Keys of the deployment itself: the directory's, and Ed25519 signing keys, whose public half outlives the private one.
create table deployment_keys (
  name text not null,
  version integer not null check (version > 0),
  state text not null check (state in ('primary', 'enabled', 'disabled', 'destroyed')),
  wrapped bytea not null,
  wrapper_id text not null,
  public jsonb,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  primary key (name, version),
  check (state <> 'destroyed' or wrapped = '')
);
create unique index deployment_keys_one_primary on deployment_keys (name) where state = 'primary';
create index deployment_keys_by_wrapper on deployment_keys (wrapper_id, name, version) where wrapped <> '';

-- An overwritten key leaves its old row version behind: vacuum takes it at the next round (a minute by default) instead
-- of after a fifth of the table has changed.
alter table account_keys set (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
alter table deployment_keys set (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);

-- No delete: a destroyed key leaves the trace that it was.
grant select, insert, update on account_keys, deployment_keys to :app_role;
grant select on holdfast_migrations to :app_role;
