-- Google accounts with which people sign in. A user has at most one, and it is theirs alone in the account.
create table identities (
  account_id text not null,
  user_id text not null,
  subject_index bytea not null,
  subject_sealed bytea not null,
  address_sealed bytea not null,
  linked_at timestamptz not null,
  primary key (account_id, user_id),
  unique (account_id, subject_index),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
call make_account_table('identities');
grant select, insert, update, delete on identities to :app_role;
