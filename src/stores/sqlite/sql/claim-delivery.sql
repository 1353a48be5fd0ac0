-- worker: DeliveryStore.claim
update delivery
set state = 'sending',
  epoch = epoch + 1,
  worker = :worker,
  lease_until = :leaseUntil
where seq = :seq
  and state = 'waiting'
