-- Access reviews: who has what, and whether it stays. Ids, roles and times alone; names are read from where they stand.
create table reviews (
  account_id text not null,
  id text not null,
  started_by text not null,
  started_at timestamptz not null,
  signed_by text,
  signed_at timestamptz,
  digest text,
  primary key (account_id, id),
  check ((signed_at is null) = (digest is null) and (signed_at is null) = (signed_by is null))
);
call make_account_table('reviews');
create unique index reviews_under_way on reviews (account_id) where signed_at is null;

create table review_items (
  account_id text not null,
  review_id text not null,
  item integer not null,
  kind text not null check (kind in ('member', 'role', 'session', 'key', 'invitation')),
  subject text not null,
  user_id text,
  role text,
  since timestamptz not null,
  last_used_at timestamptz,
  outcome text check (outcome in ('kept', 'removed', 'gone')),
  decided_by text,
  decided_at timestamptz,
  primary key (account_id, review_id, item),
  foreign key (account_id, review_id) references reviews (account_id, id) on delete cascade
);
call make_account_table('review_items');

-- When the administrators were last told that a review is due.
create table review_reminders (
  account_id text primary key,
  reminded_at timestamptz not null
);
call make_account_table('review_reminders');
grant select, insert, update, delete on reviews, review_items, review_reminders to :app_role;

-- A signed review does not change, whatever the program tries. It goes with its account alone.
create function refuse_signed() returns trigger language plpgsql as $$
begin
  if exists (
    select from reviews r
    where r.account_id = new.account_id and r.id = (to_jsonb(new) ->> tg_argv[0]) and r.signed_at is not null
  ) then
    raise exception 'a signed review does not change' using errcode = 'HF016';
  end if;
  return new;
end
$$;
create trigger signed before update on reviews for each row execute function refuse_signed('id');
create trigger signed before insert or update on review_items for each row execute function refuse_signed('review_id');
