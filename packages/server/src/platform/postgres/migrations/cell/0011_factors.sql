-- Second factors, and what a session knows of how its user proved who they are.

alter table sessions
  -- What was proved in it, in order: 'password', 'totp', 'passkey', 'recovery_code', 'magic_link', 'google'.
  add column methods text[] not null default '{}',
  -- Last proof by a second factor; null when there was none.
  add column factor_proved_at timestamptz,
  -- From then on the session can do nothing but enrol a factor; null when none is owed.
  add column factor_due_at timestamptz;

drop function find_session(text, text);
create function find_session(bound_account text, session_id text)
returns table (
  user_id text, role text, rights text[], created_at timestamptz, last_seen_at timestamptz, proved_at timestamptz,
  factor_proved_at timestamptz, factor_due_at timestamptz, expires_at timestamptz, idle_ms bigint,
  revoked_at timestamptz
) language plpgsql as $$
begin
  perform set_config('holdfast.account_id', bound_account, true);
  return query
    select s.user_id, u.role, r.rights, s.created_at, s.last_seen_at, s.proved_at, s.factor_proved_at, s.factor_due_at,
      s.expires_at, s.idle_ms, s.revoked_at
    from sessions s
    join users u on u.account_id = s.account_id and u.id = s.user_id
    left join roles r on r.account_id = s.account_id and r.id = u.role
    where s.account_id = bound_account and s.id = session_id;
end
$$;

-- Authenticator apps (RFC 6238). A user has at most one that is confirmed and one that is not yet.
create table totp_factors (
  account_id text not null,
  id text not null,
  user_id text not null,
  secret_sealed bytea not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  -- Newest time step of an accepted code: no code of it or of an older one is accepted again.
  last_step bigint not null default 0,
  -- Consecutive wrong codes, until when no code is looked at, and whether they became too many.
  failures integer not null default 0,
  wait_until timestamptz,
  disabled_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
call make_account_table('totp_factors');
create unique index totp_factors_of_user on totp_factors (account_id, user_id, (confirmed_at is null));

create table recovery_codes (
  account_id text not null,
  id text not null,
  user_id text not null,
  -- SHA-256 of the code, sealed: the keyed pass of NIST SP 800-63B-4 section 3.1.2.2, its key kept apart.
  hash_sealed bytea not null,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
call make_account_table('recovery_codes');
create index recovery_codes_of_user on recovery_codes (account_id, user_id);

-- Sign-ins that wait for another factor.
create table sign_in_challenges (
  account_id text not null,
  token_hash bytea not null,
  user_id text not null,
  -- What was proved so far.
  methods text[] not null,
  failures integer not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (account_id, token_hash),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
call make_account_table('sign_in_challenges');
create index sign_in_challenges_of_user on sign_in_challenges (account_id, user_id);

-- When a user who has to have a second factor was first told so: the grace period runs from there.
create table factor_duties (
  account_id text not null,
  user_id text not null,
  told_at timestamptz not null,
  primary key (account_id, user_id),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
call make_account_table('factor_duties');

-- Mailed tokens are typed. Each purpose that there is, of whichever module.
alter table mail_tokens drop constraint mail_tokens_purpose_check;
alter table mail_tokens add constraint mail_tokens_purpose_check check (purpose in (
  'verify_email', 'reset_password', 'magic_link', 'recovery_begin', 'recovery_cancel', 'not_me',
  'verify_notification_address'));

-- Whether it was set through the mailbox by somebody with second factors: then password and mailbox are one proof.
alter table passwords add column reset_by_mail boolean not null default false;

-- Somebody who lost every second factor, on the way back in. A user has at most one that is open.
create table recoveries (
  account_id text not null,
  user_id text not null,
  started_at timestamptz not null,
  ready_at timestamptz not null,
  -- Begun by a mailed link; else an administrator vouched.
  by_mail boolean not null,
  primary key (account_id, user_id),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
call make_account_table('recoveries');

grant select, insert, update, delete on recoveries, totp_factors, recovery_codes, sign_in_challenges, factor_duties to :app_role;
