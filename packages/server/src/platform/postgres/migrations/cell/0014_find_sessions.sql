-- Verifications that must ask the database ask together. The account is bound anew for each session, so every row is read
-- under that account's policy; the setting ends with the statement. Tables and columns that an answer does not need cost
-- more than its rows: the executor prepares all of them anew each time.
drop function find_session(text, text);
create function find_sessions(accounts text[], ids text[])
returns table (
  place int, user_id text, role text, rights text[], last_seen_at timestamptz, proved_at timestamptz,
  factor_proved_at timestamptz, factor_due_at timestamptz, expires_at timestamptz, idle_ms bigint
) language plpgsql as $$
begin
  for n in 1 .. cardinality(ids) loop
    perform set_config('holdfast.account_id', accounts[n], true);
    select n, s.user_id, u.role, null, s.last_seen_at, s.proved_at, s.factor_proved_at, s.factor_due_at, s.expires_at,
      s.idle_ms
    into place, user_id, role, rights, last_seen_at, proved_at, factor_proved_at, factor_due_at, expires_at, idle_ms
    from sessions s join users u on u.account_id = s.account_id and u.id = s.user_id
    where s.account_id = accounts[n] and s.id = ids[n] and s.revoked_at is null;
    continue when not found;
    -- Built-in roles have names and no row.
    if role like 'rol\_%' then
      select r.rights into rights from roles r where r.account_id = accounts[n] and r.id = role;
    end if;
    return next;
  end loop;
end
$$;
