-- Accounts that send something: webhooks, streams of their log. Ids and times alone: what is sent where stands, sealed, in
-- the account's own database, and those are too many to be searched every second.
create table senders (
  account_id text collate "C" primary key references accounts (id) on delete cascade,
  due_at timestamptz not null,
  -- Something has happened there since it was looked after.
  told boolean not null default false,
  -- The process that looks after it has until then.
  leased_until timestamptz,
  -- When it was last said that it is going to send something.
  announced_at timestamptz not null
);
grant select, insert, update, delete on senders to :app_role;
