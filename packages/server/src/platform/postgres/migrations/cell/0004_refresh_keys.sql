-- The key by which the refresh tokens of a session follow from each other. It belongs to the session and is sealed like
-- everything secret, so that a rotation of the account's key breaks no chain and hides no replay. Sessions from before
-- have none: they end, and their users sign in again.
truncate sessions;
alter table sessions add column refresh_key_sealed bytea not null;
