-- The end of a support grant is seen to when it comes.
alter table outbox drop constraint outbox_kind_check;
alter table outbox add constraint outbox_kind_check
  check (kind in ('mail', 'revocation', 'address', 'digest', 'support_end'));
