-- What is familiar of a user: devices, networks and countries. The index is of the sealed mark, which begins with the
-- user's id: the marks of two people do not join.
create table familiar_marks (
  account_id text not null,
  id text not null,
  user_id text not null,
  kind text not null check (kind in ('device', 'network', 'country')),
  mark_index bytea not null,
  mark_sealed bytea not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (account_id, id),
  unique (account_id, mark_index),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
call make_account_table('familiar_marks');
create index familiar_marks_of_user on familiar_marks (account_id, user_id, kind);

-- Tries to sign in to a user that is there, as they were judged.
create table sightings (
  account_id text not null,
  id text not null,
  user_id text not null,
  at timestamptz not null,
  outcome text not null check (outcome in ('signed_in', 'refused', 'challenged', 'asked_by_mail', 'blocked')),
  seen_sealed bytea not null,
  primary key (account_id, id),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
call make_account_table('sightings');
create index sightings_of_user on sightings (account_id, user_id, at desc);
create index sightings_by_time on sightings (account_id, at);

-- "This was not me". Each mail has its own link; the first that is used uses up the others of the user.
create table not_me_links (
  account_id text not null,
  token_hash bytea not null,
  user_id text not null,
  sighting_id text not null,
  expires_at timestamptz not null,
  primary key (account_id, token_hash),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
call make_account_table('not_me_links');
create index not_me_links_of_user on not_me_links (account_id, user_id);

create table incidents (
  account_id text not null,
  id text not null,
  user_id text not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  closed_by text,
  sessions_ended integer not null,
  -- The sign-in that was disowned; it outlives its sighting.
  seen_sealed bytea not null,
  note_sealed bytea,
  primary key (account_id, id),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
call make_account_table('incidents');

grant select, insert, update, delete on familiar_marks, sightings, not_me_links, incidents to :app_role;

alter table mail_tokens drop constraint mail_tokens_purpose_check;
alter table mail_tokens add constraint mail_tokens_purpose_check check (purpose in (
  'verify_email', 'reset_password', 'magic_link', 'recovery_begin', 'recovery_cancel', 'verify_notification_address',
  'confirm_sign_in', 'captcha_pass'));
