-- Where an account wants to be told of its events. Address and secrets are sealed: an address often is a secret, too.
create table webhooks (
  account_id text collate "C" not null,
  id text collate "C" not null,
  url_sealed bytea not null,
  description_sealed bytea not null,
  events text[] not null check (cardinality(events) between 1 and 50),
  secret_sealed bytea not null,
  -- The secret before: it signs as well until it ends.
  previous_sealed bytea,
  previous_ends_at timestamptz,
  check ((previous_sealed is null) = (previous_ends_at is null)),
  -- The place in the account's log up to which its events were queued.
  cursor bigint not null check (cursor >= 0),
  -- Tries that failed since the last one that got through, and until when nothing is sent.
  failures integer not null default 0,
  failing_since timestamptz,
  rests_until timestamptz,
  delivered_at timestamptz,
  disabled_at timestamptz,
  disabled_for text check (disabled_for in ('administrator', 'failing', 'gone')),
  check ((disabled_at is null) = (disabled_for is null)),
  created_at timestamptz not null,
  primary key (account_id, id)
);
call make_account_table('webhooks');

-- Messages to webhooks: each event once, by its id. Nothing that a receiver says is kept but the status of its answer.
create table webhook_deliveries (
  account_id text collate "C" not null,
  webhook_id text collate "C" not null,
  message_id text collate "C" not null,
  event text collate "C" not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  attempts integer not null default 0,
  queued_at timestamptz not null,
  -- While it waits: when it is tried next, or until when the process that tries it has the time to.
  due_at timestamptz not null,
  attempted_at timestamptz,
  status integer,
  failure text,
  duration_ms integer,
  primary key (account_id, webhook_id, message_id),
  foreign key (account_id, webhook_id) references webhooks (account_id, id) on delete cascade
);
call make_account_table('webhook_deliveries');
create index webhook_deliveries_due on webhook_deliveries (account_id, webhook_id, due_at) where state = 'waiting';
create index webhook_deliveries_listed on webhook_deliveries (account_id, webhook_id, queued_at, message_id);
grant select, insert, update, delete on webhooks, webhook_deliveries to :app_role;

-- Where an account's whole log is sent, in order.
create table audit_streams (
  account_id text collate "C" not null,
  id text collate "C" not null,
  format text not null check (format in ('ndjson', 'ocsf', 'syslog')),
  url_sealed bytea not null,
  -- The certificate of the only authority that is believed there, and what authorizes us.
  authority_sealed bytea,
  authorization_sealed bytea,
  -- The place in the log of the next event that is sent. It moves when what is before it has arrived.
  cursor bigint not null check (cursor >= 0),
  -- One process sends at a time.
  leased_until timestamptz,
  failures integer not null default 0,
  failing_since timestamptz,
  failure text,
  rests_until timestamptz,
  told_at timestamptz,
  sent_at timestamptz,
  disabled_at timestamptz,
  created_at timestamptz not null,
  primary key (account_id, id)
);
call make_account_table('audit_streams');
grant select, insert, update, delete on audit_streams to :app_role;
