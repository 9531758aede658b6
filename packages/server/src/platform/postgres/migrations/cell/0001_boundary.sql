-- The boundary. Every table of an account is made an account table: its rows belong to the account that is bound to the
-- transaction, and a transaction without one sees and writes nothing.

-- Raises on null AND on the empty string: after `set_config(…, true)` has ended, the setting reads '' and not null, so
-- a policy on current_setting() alone would let an account with an empty id in.
create function current_account() returns text language plpgsql stable parallel safe as $$
declare
  id text := current_setting('holdfast.account_id', true);
begin
  if id is null or id = '' then
    raise exception 'no account is bound to this transaction' using errcode = 'HF001';
  end if;
  return id;
end
$$;

create procedure make_account_table(name regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', name);
  execute format('alter table %s force row level security', name);
  execute format('alter table %s alter column account_id set default current_account()', name);
  -- The sub-select makes the planner ask once per statement, not once per row.
  execute format(
    'create policy account on %s using (account_id = (select current_account())) '
    'with check (account_id = (select current_account()))', name);
end
$$;

grant select on holdfast_migrations to :app_role;
