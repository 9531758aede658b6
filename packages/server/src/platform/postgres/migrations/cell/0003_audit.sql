-- An event is written in the transaction of the change it tells of. `entry` is the exact leaf and never changes: the app
-- role may not update it. The personal part is the sealed opening of a commitment in the entry; setting it to null
-- erases it. `id` carries the time, so that order and ranges of time need no column of their own. Ids compare bytewise.
create table audit_events (
  account_id text collate "C" not null,
  id text collate "C" not null,
  event text collate "C" not null,
  actor text collate "C",
  target text collate "C",
  outcome text collate "C" not null,
  -- Whose personal part it is; null where there is none, where it is nobody's, and where it was erased.
  subject text collate "C",
  entry bytea not null,
  opening_sealed bytea,
  primary key (account_id, id)
);
call make_account_table('audit_events');
create index audit_events_by_event on audit_events (account_id, event, id);
create index audit_events_by_actor on audit_events (account_id, actor, id) where actor is not null;
create index audit_events_by_target on audit_events (account_id, target, id) where target is not null;
create index audit_events_by_subject on audit_events (account_id, subject) where subject is not null;

-- Order: position in the account's log, and the leaf's hash. A level 0 tile is 256 of these rows.
create table audit_leaves (
  account_id text collate "C" not null,
  index bigint not null,
  event_id text collate "C" not null,
  hash bytea not null check (octet_length(hash) = 32),
  primary key (account_id, index),
  unique (account_id, event_id)
);
call make_account_table('audit_leaves');

-- Hash tiles of c2sp.org/tlog-tiles from level 1 up. The newest tile of a level grows at its end; nothing else changes.
create table audit_tiles (
  account_id text collate "C" not null,
  level integer not null check (level > 0),
  index bigint not null,
  hashes bytea not null check (octet_length(hashes) between 32 and 8192),
  primary key (account_id, level, index)
);
call make_account_table('audit_tiles');
-- Hashes do not compress; trying costs more than storing.
alter table audit_tiles alter column hashes set storage external;

-- The log of an account: how far it goes, and its newest checkpoint. `edge` holds the hashes of the compact range, which
-- is all that growing the tree needs. Origin and verifier key belong to the checkpoint, whatever the deployment is called later.
create table audit_logs (
  account_id text collate "C" primary key,
  size bigint not null check (size > 0),
  edge bytea not null,
  root bytea not null check (octet_length(root) = 32),
  origin text not null,
  vkey text not null,
  checkpoint text not null,
  -- Entries below were removed by the retention policy (c2sp.org/tlog-tiles, "Pruning").
  minimum_index bigint not null default 0,
  signed_at timestamptz not null default clock_timestamp()
);
call make_account_table('audit_logs');

-- What the sequencer may know without an account: which events wait for a position, and the hashes of their leaves. A
-- row is what one statement wrote of one account.
create table cell_audit_queue (
  seq bigint generated always as identity primary key,
  account_id text collate "C" not null,
  events integer not null,
  event_ids text[] not null,
  leaf_hashes bytea[] not null
);
alter table cell_audit_queue alter column event_ids set storage external;
alter table cell_audit_queue alter column leaf_hashes set storage external;
-- Rows live for a second: their dead versions are collected by number, not by share of the table.
alter table cell_audit_queue set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

grant select, insert, delete on audit_events, audit_leaves, cell_audit_queue to :app_role;
grant update (subject, opening_sealed) on audit_events to :app_role;
grant select, insert, update, delete on audit_tiles, audit_logs to :app_role;

-- Writes events of the bound account, and queues them. Each argument holds a line per event, and the control character
-- 1 for null: no value has control characters, and arrays of JSON and bytea would be escaped twice on their way here.
create function audit_write(
  ids text, events text, actors text, targets text, outcomes text, subjects text, entries text, openings text
) returns void language plpgsql as $$
declare
  bound constant text := current_account();
  id_lines constant text[] := string_to_array(ids, E'\n', E'\x01');
  event_lines constant text[] := string_to_array(events, E'\n', E'\x01');
  actor_lines constant text[] := string_to_array(actors, E'\n', E'\x01');
  target_lines constant text[] := string_to_array(targets, E'\n', E'\x01');
  outcome_lines constant text[] := string_to_array(outcomes, E'\n', E'\x01');
  subject_lines constant text[] := string_to_array(subjects, E'\n', E'\x01');
  entry_lines constant text[] := string_to_array(entries, E'\n', E'\x01');
  opening_lines constant text[] := string_to_array(openings, E'\n', E'\x01');
  count constant integer := cardinality(id_lines);
begin
  -- unnest would fill a shorter list with nulls and shift nothing, but a value with a line break shifts all that follow.
  if count is null
     or (cardinality(event_lines), cardinality(actor_lines), cardinality(target_lines), cardinality(outcome_lines),
         cardinality(subject_lines), cardinality(entry_lines), cardinality(opening_lines))
        is distinct from (count, count, count, count, count, count, count) then
    raise exception 'the lists of an audit write differ in length' using errcode = 'HF002';
  end if;
  with written as (
    insert into audit_events (account_id, id, event, actor, target, outcome, subject, entry, opening_sealed)
    select bound, line.id, line.event, line.actor, line.target, line.outcome, line.subject,
      convert_to(line.entry, 'UTF8'), decode(line.opening, 'base64')
    from unnest(id_lines, event_lines, actor_lines, target_lines, outcome_lines, subject_lines, entry_lines, opening_lines)
      as line (id, event, actor, target, outcome, subject, entry, opening)
    returning audit_events.id, audit_events.entry
  )
  insert into cell_audit_queue (account_id, events, event_ids, leaf_hashes)
  -- RFC 6962 section 2.1: made here, from the very bytes that are stored.
  select bound, count, array_agg(written.id), array_agg(sha256('\x00'::bytea || written.entry)) from written;
end
$$;

-- The functions below serve several accounts, one after the other. Each is bound as a request of that account would be,
-- so that row-level security judges every row, and none is bound when they return.

-- Writes events of several accounts. Each argument holds a block per account, of lines as above.
create function audit_append(
  accounts text, ids text, events text, actors text, targets text, outcomes text, subjects text, entries text,
  openings text
) returns void language plpgsql as $$
declare
  account_list constant text[] := string_to_array(accounts, E'\n');
  id_blocks constant text[] := string_to_array(ids, E'\x1e');
  event_blocks constant text[] := string_to_array(events, E'\x1e');
  actor_blocks constant text[] := string_to_array(actors, E'\x1e');
  target_blocks constant text[] := string_to_array(targets, E'\x1e');
  outcome_blocks constant text[] := string_to_array(outcomes, E'\x1e');
  subject_blocks constant text[] := string_to_array(subjects, E'\x1e');
  entry_blocks constant text[] := string_to_array(entries, E'\x1e');
  opening_blocks constant text[] := string_to_array(openings, E'\x1e');
begin
  for i in 1 .. cardinality(account_list) loop
    perform set_config('holdfast.account_id', account_list[i], true);
    perform audit_write(id_blocks[i], event_blocks[i], actor_blocks[i], target_blocks[i], outcome_blocks[i],
      subject_blocks[i], entry_blocks[i], opening_blocks[i]);
  end loop;
  perform set_config('holdfast.account_id', '', true);
end
$$;

-- Makes this transaction the only sequencer of the database until it ends, and gives it what waits: at most about
-- `events_limit` events, oldest first, by account, with the state of each log. Nothing when another one is at work.
create function audit_take(events_limit integer, skipped text[], only_account text)
returns table (
  account_id text, seqs bigint[], leaf_hashes bytea, size bigint, edge bytea, root bytea, origin text
) language plpgsql as $$
#variable_conflict use_column
declare
  waiting record;
begin
  if not pg_try_advisory_xact_lock(hashtextextended('holdfast.audit.sequencer', 0)) then
    return;
  end if;
  for waiting in
    with head as (
      select q.seq, q.account_id, q.events, q.leaf_hashes from cell_audit_queue q
      where q.account_id <> all (skipped) and (only_account is null or q.account_id = only_account)
      order by q.seq limit events_limit
    ), counted as (
      select h.seq, h.account_id, h.leaf_hashes, sum(h.events) over (order by h.seq) - h.events as before from head h
    )
    select c.account_id, array_agg(distinct c.seq) as seqs, string_agg(leaf.hash, ''::bytea order by c.seq, leaf.n) as hashes
    from counted c, unnest(c.leaf_hashes) with ordinality as leaf (hash, n)
    where c.before < events_limit group by c.account_id
  loop
    perform set_config('holdfast.account_id', waiting.account_id, true);
    return query
      select waiting.account_id, waiting.seqs, waiting.hashes, l.size, l.edge, l.root, l.origin
      from (select) as one left join audit_logs l on l.account_id = waiting.account_id;
  end loop;
  perform set_config('holdfast.account_id', '', true);
end
$$;

-- Moves events from the queue into the logs and replaces the checkpoints: all of it, or nothing. Each argument holds a
-- line per log; seqs are separated by commas. Raises when a log is not as it was taken.
create function audit_extend(
  accounts text, seqs text, old_sizes text, new_sizes text, edges text, roots text, origins text, vkeys text,
  checkpoints text, tile_accounts text, tile_levels text, tile_indexes text, tile_hashes text
) returns void language plpgsql as $$
#variable_conflict use_column
declare
  log record;
  moved bigint;
begin
  for log in
    select l.account_id, string_to_array(l.seqs, ',')::bigint[] as seqs, l.old_size::bigint, l.new_size::bigint,
      decode(l.edge, 'base64') as edge, decode(l.root, 'base64') as root, l.origin, l.vkey,
      convert_from(decode(l.checkpoint, 'base64'), 'UTF8') as checkpoint
    from unnest(string_to_array(accounts, E'\n'), string_to_array(seqs, E'\n'), string_to_array(old_sizes, E'\n'),
      string_to_array(new_sizes, E'\n'), string_to_array(edges, E'\n'), string_to_array(roots, E'\n'),
      string_to_array(origins, E'\n'), string_to_array(vkeys, E'\n'), string_to_array(checkpoints, E'\n'))
      as l (account_id, seqs, old_size, new_size, edge, root, origin, vkey, checkpoint)
  loop
    perform set_config('holdfast.account_id', log.account_id, true);
    with taken as (
      delete from cell_audit_queue q where q.seq = any (log.seqs) and q.account_id = log.account_id
      returning q.seq, q.event_ids, q.leaf_hashes
    )
    insert into audit_leaves (account_id, index, event_id, hash)
    select log.account_id, log.old_size - 1 + row_number() over (order by t.seq, leaf.n), leaf.event_id, leaf.hash
    from taken t, unnest(t.event_ids, t.leaf_hashes) with ordinality as leaf (event_id, hash, n);
    get diagnostics moved = row_count;
    if moved <> log.new_size - log.old_size then
      raise exception 'the audit queue of an account changed while it was sequenced' using errcode = 'HF003';
    end if;
    insert into audit_tiles (account_id, level, index, hashes)
    select log.account_id, t.level::integer, t.index::bigint, decode(t.hashes, 'base64')
    from unnest(string_to_array(tile_accounts, E'\n'), string_to_array(tile_levels, E'\n'),
      string_to_array(tile_indexes, E'\n'), string_to_array(tile_hashes, E'\n')) as t (account_id, level, index, hashes)
    where t.account_id = log.account_id
    on conflict (account_id, level, index) do update set hashes = audit_tiles.hashes || excluded.hashes;
    if log.old_size = 0 then
      insert into audit_logs (account_id, size, edge, root, origin, vkey, checkpoint)
      values (log.account_id, log.new_size, log.edge, log.root, log.origin, log.vkey, log.checkpoint);
    else
      update audit_logs l set size = log.new_size, edge = log.edge, root = log.root, vkey = log.vkey,
        checkpoint = log.checkpoint, signed_at = clock_timestamp()
      where l.account_id = log.account_id and l.size = log.old_size;
      if not found then
        raise exception 'the log of an account is not as it was taken' using errcode = 'HF003';
      end if;
    end if;
  end loop;
  perform set_config('holdfast.account_id', '', true);
end
$$;
