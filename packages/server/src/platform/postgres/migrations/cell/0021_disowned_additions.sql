-- "This was not me" of a first second factor, or of a Google account linked without one: no sign-in that was seen, but
-- the moment since when ways in are taken back.
alter table not_me_links alter column sighting_id drop not null, add column since timestamptz,
  add constraint not_me_links_moment_check check ((sighting_id is null) = (since is not null));
