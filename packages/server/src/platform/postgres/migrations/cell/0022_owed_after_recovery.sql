-- A recovery has taken the second factors that the user had: every session of theirs opens nothing but the setting up of
-- another, whatever the policy asks for.
alter table factor_duties add column recovered boolean not null default false;
