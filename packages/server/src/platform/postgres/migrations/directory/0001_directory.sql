-- The control database: where accounts live, and what all nodes must agree on. No personal data, no content: addresses
-- and slugs only as keyed hashes.

create table accounts (
  id text primary key,
  region text not null,
  placement text not null check (placement in ('shared', 'dedicated')),
  database text not null,
  state text not null check (state in ('preparing', 'active', 'sealed', 'erased')),
  slug_index bytea not null unique,
  created_at timestamptz not null default now()
);

-- Which accounts know an address. The index key is the deployment's, so that sign-in can find the account.
create table email_accounts (
  email_index bytea not null,
  account_id text not null references accounts (id) on delete cascade,
  user_id text not null,
  primary key (email_index, account_id)
);

-- The revocation log. `seq` is taken under a lock in commit order: an identity column would commit out of order, and a
-- reader would skip rows for ever.
create table revocations (
  seq bigint primary key,
  account_id text not null,
  kind text not null check (kind in ('session', 'user', 'account')),
  subject text not null,
  committed_at timestamptz not null default clock_timestamp()
);
create index revocations_age on revocations (committed_at);

-- Every process that verifies from memory: what it has applied, and until when it may trust that memory.
create table revocation_nodes (
  node_id text primary key,
  applied bigint not null,
  lease_until timestamptz not null
);

-- Counters shared by all processes. Unlogged: after a crash they are empty, which at worst forgives a window.
create unlogged table rate_limits (
  key bytea primary key,
  window_start bigint not null,
  used integer not null
);

create table idempotency_keys (
  key bytea primary key,
  request_hash bytea not null,
  state text not null check (state in ('running', 'done')),
  sealed_answer bytea,
  created_at timestamptz not null default now()
);
create index idempotency_keys_age on idempotency_keys (created_at);

grant select, insert, update, delete on accounts, email_accounts, revocations, revocation_nodes, rate_limits,
  idempotency_keys to :app_role;
grant select on holdfast_migrations to :app_role;
