-- worker: DeliveryStore.claim
-- Literal state, so that the partial index is found.
update delivery
set lease_until = :latest
where state = 'sending'
  and lease_until > :latest
