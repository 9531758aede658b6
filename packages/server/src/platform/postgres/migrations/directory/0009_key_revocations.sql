-- API keys are revoked like sessions.
alter table revocations drop constraint revocations_check;
alter table revocations add constraint revocations_check check (case kind
  when 'session' then subject ~ '^ses_[0-9a-z]{26}$'
  when 'key' then subject ~ '^key_[0-9a-z]{26}$'
  when 'user' then subject ~ '^usr_[0-9a-z]{26}$'
  when 'account' then subject = account_id
  else false end);
