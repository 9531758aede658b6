-- How far an address is known to be the user's own: 0 not at all, 1 by the word of the account that brought the user, 2
-- by a link that was mailed there. Whoever else writes an address into an account of theirs must not get in the way of
-- the person who proved it. Rows from before count as brought.
alter table email_accounts add column proof smallint not null default 1 check (proof between 0 and 2);
alter table email_accounts alter column proof drop default;

-- Since when a stranger's account waits for anybody of it to prove an address; null once somebody did, and for accounts
-- that the operator made. `lapsed_at`: nobody did in time, and the account is being erased.
alter table accounts add column unproven_since timestamptz;
alter table accounts add column lapsed_at timestamptz;
create index accounts_unproven on accounts (unproven_since) where unproven_since is not null;
create index accounts_lapsed on accounts (lapsed_at) where lapsed_at is not null and state <> 'erased';
