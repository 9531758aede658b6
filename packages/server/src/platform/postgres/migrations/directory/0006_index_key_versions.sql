-- Under which version of the directory's key an index stands: an older version is destroyed only when nothing does. Null:
-- from before this was kept, so under some older one.
alter table accounts add column slug_key_version integer;
alter table email_accounts add column key_version integer;
