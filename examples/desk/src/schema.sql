-- Every row belongs to an account of Holdfast. The policies see to it again, below the statements: without an account
-- current_account() raises, so that a forgotten one is an error and never everybody's tickets.
create function current_account() returns text language plpgsql stable as $$
declare
  account text := nullif(current_setting('desk.account', true), '');
begin
  if account is null then raise exception 'this transaction is of no account'; end if;
  return account;
end
$$;

create table workspaces (
  account_id text primary key default current_account(),
  name text not null
);

create table people (
  account_id text not null default current_account(),
  user_id text not null,
  name text not null,
  primary key (account_id, user_id)
);

create table tickets (
  account_id text not null default current_account(),
  number integer not null,
  subject text not null,
  requester text not null,
  requester_email text not null,
  state text not null default 'open' check (state in ('open', 'waiting', 'solved')),
  urgent boolean not null default false,
  updated_at timestamptz not null default now(),
  primary key (account_id, number)
);

create table messages (
  account_id text not null default current_account(),
  ticket integer not null,
  id uuid not null default gen_random_uuid(),
  -- A customer's own words carry their name; a colleague's lead to whoever they are, for as long as they are there.
  author text,
  user_id text,
  kind text not null check (kind in ('customer', 'answer', 'note')),
  body text not null,
  written_at timestamptz not null default now(),
  primary key (account_id, ticket, id),
  check ((author is null) <> (user_id is null)),
  foreign key (account_id, ticket) references tickets on delete cascade
);

alter table workspaces enable row level security;
alter table workspaces force row level security;
create policy own_account on workspaces using (account_id = current_account());
alter table people enable row level security;
alter table people force row level security;
create policy own_account on people using (account_id = current_account());
alter table tickets enable row level security;
alter table tickets force row level security;
create policy own_account on tickets using (account_id = current_account());
alter table messages enable row level security;
alter table messages force row level security;
create policy own_account on messages using (account_id = current_account());
