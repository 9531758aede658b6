-- Of which open items of the checklist somebody was reminded last, and when.
create table checklist_reminders (
  account_id text not null,
  user_id text not null,
  item text not null,
  reminded_at timestamptz not null,
  primary key (account_id, user_id, item),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
call make_account_table('checklist_reminders');
grant select, insert, update, delete on checklist_reminders to :app_role;
