-- What stood here was a plain hash of key, caller and body: whoever has a copy could try passwords against it. Names and
-- hashes are keyed from now on.
delete from idempotency_keys;
-- Which run holds the key: one that ends after its key was given to another must not answer for that one.
alter table idempotency_keys add column claim uuid not null;
-- unknown: it may have taken effect or not, and nobody can tell any more. Never run again under this key.
alter table idempotency_keys drop constraint idempotency_keys_state_check;
alter table idempotency_keys add constraint idempotency_keys_state_check check (state in ('running', 'done', 'unknown'));
alter table idempotency_keys add constraint idempotency_keys_answer_check check ((state = 'done') = (sealed_answer is not null));
