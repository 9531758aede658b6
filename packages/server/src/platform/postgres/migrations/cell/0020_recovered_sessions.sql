-- Opened by a recovery: its user had a second factor. Whatever a policy or a role asks for later, it stays shut in until
-- one is set up again.
alter table sessions add column recovered boolean not null default false;
