-- Solved CAPTCHAs until they would have run out: each lets one request through.
create table captcha_uses (
  answer_hash bytea primary key,
  expires_at timestamptz not null
);
create index captcha_uses_by_end on captcha_uses (expires_at);
grant select, insert, delete on captcha_uses to :app_role;
