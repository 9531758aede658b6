-- What people have signed off on the security checklist. One signature per item: a newer one takes the place of the older,
-- which the audit log keeps.
create table checklist_signatures (
  account_id text not null,
  -- The item, and of a person's own item whose it is: `own.sessions/usr_…`.
  id text not null,
  signed_by text not null,
  signed_at timestamptz not null,
  -- When it is asked for again. Null: with the period of the item.
  remind_at timestamptz,
  note_sealed bytea not null,
  primary key (account_id, id),
  foreign key (account_id, signed_by) references users (account_id, id) on delete cascade
);
call make_account_table('checklist_signatures');
create index checklist_signatures_by_person on checklist_signatures (account_id, signed_by);
grant select, insert, update, delete on checklist_signatures to :app_role;
