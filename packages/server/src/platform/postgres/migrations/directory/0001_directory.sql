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

-- The revocation log: ids alone, whose sessions or whole account may not be trusted from memory any more. `mark` is
-- random: where a log was restored and went on differently, the same `seq` has another mark.
create table revocations (
  seq bigint primary key,
  mark uuid not null default gen_random_uuid(),
  account_id text not null check (account_id ~ '^acc_[0-9a-z]{26}$'),
  kind text not null,
  subject text not null,
  committed_at timestamptz not null default clock_timestamp(),
  check (case kind
    when 'session' then subject ~ '^ses_[0-9a-z]{26}$'
    when 'user' then subject ~ '^usr_[0-9a-z]{26}$'
    when 'account' then subject = account_id
    else false end)
);
create index revocations_age on revocations (committed_at);

-- The newest `seq`. Its row lock is held to the commit, so entries become visible in the order of `seq`: an identity
-- column would commit out of order, and a reader would skip rows for ever.
create table revocation_head (
  only_row boolean primary key default true check (only_row),
  seq bigint not null
);
insert into revocation_head (seq) values (0);

-- Every process that verifies from memory: what it has applied, and until when it may trust that memory. Unlogged, so a
-- renewal waits for no disk and no standby; a crash or a failover empties both tables, and the missing epoch says so.
create unlogged table revocation_nodes (
  node_id text primary key,
  applied bigint not null,
  lease_ms integer not null,
  lease_until timestamptz not null
);
create unlogged table revocation_epoch (
  only_row boolean primary key default true check (only_row),
  epoch uuid not null default gen_random_uuid(),
  since timestamptz not null default clock_timestamp()
);
insert into revocation_epoch default values;

-- Counters shared by all processes. Unlogged: after a crash or a failover they are empty, which at worst forgives a window.
-- A window is four slots of `slot_ms`. `total` only grows; `marks[1]` is what it was when the slot `slot` (slots since the
-- epoch) began, `marks[2]` when the one before began, and so on: what a window holds is one subtraction.
create unlogged table rate_limits (
  key uuid primary key,
  quota integer not null,
  slot_ms integer not null,
  slot bigint not null,
  total bigint not null,
  marks bigint[] not null,
  granted integer not null
) with (fillfactor = 50);  -- Room for the next version of a row beside it, so that an update touches no index.

-- What may still be handed out of `quota` when `mark` was the total at the start of the oldest slot that counts. A mark
-- off the end of the array is null: every slot that counted is past.
create function rate_limit_grant(wanted integer, quota integer, total bigint, mark bigint) returns integer
  language sql immutable parallel safe
  return least(wanted, greatest(0, quota - (total - coalesce(mark, total))));

create table idempotency_keys (
  key bytea primary key,
  request_hash bytea not null,
  state text not null check (state in ('running', 'done')),
  sealed_answer bytea,
  created_at timestamptz not null default now()
);
create index idempotency_keys_age on idempotency_keys (created_at);

grant select, insert, update, delete on accounts, email_accounts, revocation_nodes, rate_limits, idempotency_keys
  to :app_role;
-- Entries are never altered; a node compares them with what it has applied.
grant select, insert, delete on revocations to :app_role;
grant select, update on revocation_head to :app_role;
grant select, insert on revocation_epoch to :app_role;
grant select on holdfast_migrations to :app_role;
