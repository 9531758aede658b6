-- The mark of an account is locked by whoever leaves work for the relay until they commit. Taken in the midst of a change it
-- stood between rows that others lock in another order, and two changes could wait for each other for ever: one with the
-- mark that wants a session, one with the session that wants the mark. Taken at the commit it is always the last.
create function mark_outbox() returns trigger language plpgsql as $$
begin
  insert into cell_outbox_accounts (account_id, due_at) values (new.account_id, new.due_at)
  on conflict (account_id) do update
    set touched_at = clock_timestamp(), due_at = least(cell_outbox_accounts.due_at, excluded.due_at);
  return null;
end
$$;
create constraint trigger outbox_mark after insert on outbox
  deferrable initially deferred for each row execute function mark_outbox();

-- Last uses of many accounts in one statement: in the order of accounts and ids, as every change locks several sessions.
create or replace function touch_sessions(accounts text[], ids text[], seen timestamptz[]) returns void
language plpgsql as $$
declare
  bound text;
begin
  for bound in select distinct a from unnest(accounts) a order by a loop
    perform set_config('holdfast.account_id', bound, true);
    with target as (
      select s.id, t.seen_at from sessions s
      join unnest(accounts, ids, seen) as t (account, id, seen_at) on t.account = bound and t.id = s.id
      where s.account_id = bound and s.revoked_at is null
      order by s.id for update of s
    )
    update sessions s set last_seen_at = greatest(s.last_seen_at, target.seen_at)
    from target where s.account_id = bound and s.id = target.id;
  end loop;
end
$$;
