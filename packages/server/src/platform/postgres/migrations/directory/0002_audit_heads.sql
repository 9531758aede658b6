-- The largest tree that each account's log has signed, kept outside the cell: a cell that was restored to an earlier
-- state, or whose log was exchanged, is noticed before it signs anything that contradicts.
create table audit_heads (
  account_id text primary key references accounts (id) on delete cascade,
  size bigint not null check (size > 0),
  root bytea not null check (octet_length(root) = 32),
  recorded_at timestamptz not null default clock_timestamp()
);
grant select, insert, update, delete on audit_heads to :app_role;
