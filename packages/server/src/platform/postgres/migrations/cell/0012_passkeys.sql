-- Passkeys as WebAuthn's credential records (Level 3, section 4): public keys, so nothing here opens anything.
create table passkeys (
  account_id text not null,
  id text not null,
  user_id text not null,
  -- base64url, as the authenticator chose it: unique among the accounts of one deployment only by chance.
  credential_id text not null,
  -- COSE_Key, base64url.
  public_key text not null,
  sign_count bigint not null,
  backup_eligible boolean not null,
  backed_up boolean not null,
  -- Whether it has verified its user when somebody vouched for them: only then does its UV flag count (uvInitialized).
  verifies_user boolean not null,
  transports text[] not null,
  name_sealed bytea not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  -- {kind, browser, system}
  last_device_sealed bytea,
  -- When its counter went back. It is refused from then on.
  cloned_at timestamptz,
  primary key (account_id, id),
  unique (account_id, credential_id),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
call make_account_table('passkeys');
create index passkeys_by_user on passkeys (account_id, user_id);

-- Challenges that were used, until they would have run out: each is good for one answer.
create table spent_challenges (
  account_id text not null,
  challenge_hash bytea not null,
  expires_at timestamptz not null,
  primary key (account_id, challenge_hash)
);
call make_account_table('spent_challenges');
create index spent_challenges_by_end on spent_challenges (account_id, expires_at);

grant select, insert, update, delete on passkeys, spent_challenges to :app_role;
