-- Keys of programs. A key belongs to whoever made it, and goes with them. Revoked ones stay for a month, so that a
-- revocation can be certified again.
create table api_keys (
  account_id text not null,
  id text not null,
  user_id text not null,
  name_sealed bytea not null,
  -- Of the whole key.
  secret_hash bytea not null,
  scopes text[] not null,
  -- JSON array of networks; null: it works from everywhere.
  addresses_sealed bytea,
  requests_per_minute integer not null check (requests_per_minute > 0),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  -- The key that it was rotated to. It works until it expires, and nobody is reminded of that.
  replaced_by text,
  last_used_at timestamptz,
  last_address_sealed bytea,
  uses bigint not null default 0,
  -- When its creator is told next how long it lives; null: never again.
  notice_due_at timestamptz,
  primary key (account_id, id),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
call make_account_table('api_keys');
create index api_keys_by_user on api_keys (account_id, user_id);

-- What the chore may know without an account: in which there is somebody to tell, and when.
create table cell_key_notices (
  account_id text primary key,
  due_at timestamptz not null
);
create index cell_key_notices_by_time on cell_key_notices (due_at);

grant select, insert, update, delete on api_keys, cell_key_notices to :app_role;

-- A key for its verification, with the present role of its creator; none when it was revoked or its creator is suspended.
-- One round trip: the setting ends with the statement.
create function find_api_key(bound_account text, key_id text)
returns table (
  user_id text, role text, rights text[], secret_hash bytea, scopes text[], addresses_sealed bytea,
  requests_per_minute int, expires_at timestamptz
) language plpgsql as $$
begin
  perform set_config('holdfast.account_id', bound_account, true);
  return query
    select k.user_id, u.role, r.rights, k.secret_hash, k.scopes, k.addresses_sealed, k.requests_per_minute, k.expires_at
    from api_keys k
    join users u on u.account_id = k.account_id and u.id = k.user_id
    left join roles r on r.account_id = k.account_id and r.id = u.role
    where k.account_id = bound_account and k.id = key_id and k.revoked_at is null and u.suspended_at is null;
end
$$;
