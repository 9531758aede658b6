-- What is kept of an account is found by the account, so that erasing it leaves nothing behind.
alter table idempotency_keys add column account_id text;
create index idempotency_keys_by_account on idempotency_keys (account_id) where account_id is not null;
create index email_accounts_by_account on email_accounts (account_id);
