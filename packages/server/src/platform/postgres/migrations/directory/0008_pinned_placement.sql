-- Where an account lives is decided when it is made: the server itself may not move it to another region or database,
-- not even with a statement that somebody smuggled in.
revoke update on accounts from :app_role;
grant update (state, slug_index, slug_key_version, unproven_since, lapsed_at) on accounts to :app_role;
