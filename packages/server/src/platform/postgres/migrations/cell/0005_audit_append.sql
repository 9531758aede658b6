-- Fewer statements for the same events: a database spends more on beginning a statement than on a row.

-- Writes events of the bound account. Each argument holds a line per event, as those of `audit_write` do.
create function audit_insert(
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
  insert into audit_events (account_id, id, event, actor, target, outcome, subject, entry, opening_sealed)
  select bound, line.id, line.event, line.actor, line.target, line.outcome, line.subject,
    convert_to(line.entry, 'UTF8'), decode(line.opening, 'base64')
  from unnest(id_lines, event_lines, actor_lines, target_lines, outcome_lines, subject_lines, entry_lines, opening_lines)
    as line (id, event, actor, target, outcome, subject, entry, opening);
end
$$;

-- Queues events of several accounts: a block of lines for each. Leaf hashes (RFC 6962 section 2.1) are made here, of the
-- same text that is stored.
create function audit_queue(accounts text, ids text, entries text) returns void language plpgsql as $$
begin
  insert into cell_audit_queue (account_id, events, event_ids, leaf_hashes)
  select block.account_id, count(*), array_agg(line.id order by line.n),
    array_agg(sha256('\x00'::bytea || convert_to(line.entry, 'UTF8')) order by line.n)
  from unnest(string_to_array(accounts, E'\n'), string_to_array(ids, E'\x1e'), string_to_array(entries, E'\x1e'))
      with ordinality as block (account_id, ids, entries, n),
    unnest(string_to_array(block.ids, E'\n'), string_to_array(block.entries, E'\n'))
      with ordinality as line (id, entry, n)
  group by block.account_id, block.n order by block.n;
end
$$;

create or replace function audit_write(
  ids text, events text, actors text, targets text, outcomes text, subjects text, entries text, openings text
) returns void language plpgsql as $$
begin
  perform audit_insert(ids, events, actors, targets, outcomes, subjects, entries, openings);
  perform audit_queue(current_account(), ids, entries);
end
$$;

create or replace function audit_append(
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
    perform audit_insert(id_blocks[i], event_blocks[i], actor_blocks[i], target_blocks[i], outcome_blocks[i],
      subject_blocks[i], entry_blocks[i], opening_blocks[i]);
  end loop;
  perform set_config('holdfast.account_id', '', true);
  perform audit_queue(accounts, ids, entries);
end
$$;

-- Writes and queues one event of an account, which it binds: for a statement that is a transaction of its own.
create function audit_write_one(
  account text, id text, event text, actor text, target text, outcome text, subject text, entry text, opening bytea
) returns void language plpgsql as $$
declare
  leaf constant bytea := convert_to(entry, 'UTF8');
begin
  perform set_config('holdfast.account_id', account, true);
  insert into audit_events (account_id, id, event, actor, target, outcome, subject, entry, opening_sealed)
  values (account, id, event, actor, target, outcome, subject, leaf, opening);
  insert into cell_audit_queue (account_id, events, event_ids, leaf_hashes)
  values (account, 1, array[id], array[sha256('\x00'::bytea || leaf)]);
end
$$;
