-- One log over all accounts' logs: each leaf is a tree that an account's log has signed, under a blinded name. Whoever has
-- the account's salt finds all of its leaves; nobody else can tell whose a leaf is, and once the salt is gone nobody can.
alter table audit_heads add column origin text;
alter table audit_heads add column salt bytea check (octet_length(salt) = 32);
-- The size that the newest leaf of this account has.
alter table audit_heads add column leaf_size bigint not null default 0;
create index audit_heads_waiting on audit_heads (account_id) where size > leaf_size;

create table platform_leaves (
  index bigint primary key,
  entry bytea not null,
  hash bytea not null check (octet_length(hash) = 32),
  -- Null once the account is erased.
  account_id text
);
create index platform_leaves_by_account on platform_leaves (account_id, index) where account_id is not null;

-- Hash tiles of c2sp.org/tlog-tiles from level 1 up, as those of an account's log.
create table platform_tiles (
  level integer not null check (level > 0),
  index bigint not null,
  hashes bytea not null check (octet_length(hashes) between 32 and 8192),
  primary key (level, index)
);
alter table platform_tiles alter column hashes set storage external;

create table platform_log (
  only_row boolean primary key default true check (only_row),
  size bigint not null check (size > 0),
  edge bytea not null,
  root bytea not null check (octet_length(root) = 32),
  origin text not null,
  vkey text not null,
  checkpoint text not null,
  signed_at timestamptz not null default clock_timestamp()
);

grant select, insert on platform_leaves to :app_role;
grant update (account_id) on platform_leaves to :app_role;
grant select, insert, update on platform_tiles, platform_log to :app_role;
