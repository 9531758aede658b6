-- An event is written in the transaction of the change it tells of. Its bytes never change: `entry` is the exact leaf.
create table audit_events (
  account_id text not null,
  id text not null,
  time timestamptz not null,
  event text not null,
  actor text,
  target text,
  outcome text not null,
  entry bytea not null,
  primary key (account_id, id)
);
call make_account_table('audit_events');
create index audit_events_by_event on audit_events (account_id, event, id);
create index audit_events_by_actor on audit_events (account_id, actor, id);
create index audit_events_by_target on audit_events (account_id, target, id);

-- The personal part: {salt, json} sealed. Deleting the row erases it; the leaf keeps only its commitment.
create table audit_personal (
  account_id text not null,
  event_id text not null,
  subject text,
  opening_sealed bytea not null,
  primary key (account_id, event_id)
);
call make_account_table('audit_personal');
create index audit_personal_by_subject on audit_personal (account_id, subject);

-- Order: position in the account's log. Written by the cell's sequencer alone.
create table audit_leaves (
  account_id text not null,
  index bigint not null,
  event_id text not null,
  primary key (account_id, index),
  unique (account_id, event_id)
);
call make_account_table('audit_leaves');

-- Hash tiles in c2sp.org/tlog-tiles layout, height 8. The newest tile of a level grows; full ones never change.
create table audit_tiles (
  account_id text not null,
  level integer not null,
  index bigint not null,
  hashes bytea not null,
  primary key (account_id, level, index)
);
call make_account_table('audit_tiles');

create table audit_checkpoints (
  account_id text not null,
  size bigint not null,
  root bytea not null,
  note text not null,
  signed_at timestamptz not null default now(),
  primary key (account_id, size)
);
call make_account_table('audit_checkpoints');

-- What the sequencer may know without an account: which events wait for a position. Ids only, no content.
create table cell_audit_queue (
  account_id text not null,
  event_id text not null,
  primary key (account_id, event_id)
);

grant select, insert, delete on audit_events, audit_personal, audit_leaves, audit_checkpoints, cell_audit_queue to :app_role;
grant select, insert, update, delete on audit_tiles to :app_role;
