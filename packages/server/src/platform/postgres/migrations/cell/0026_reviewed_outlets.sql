-- Where the account's events are sent is looked through as well: it stays when whoever set it up leaves.
alter table review_items drop constraint review_items_kind_check;
alter table review_items add constraint review_items_kind_check
  check (kind in ('member', 'role', 'session', 'key', 'invitation', 'webhook', 'audit_stream'));
