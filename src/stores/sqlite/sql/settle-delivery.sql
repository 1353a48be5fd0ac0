-- worker: DeliveryStore.settle, DeliveryStore.claim
update delivery
set state = :state,
  attempts = :attempts,
  due_at = :dueAt,
  finished_at = :finishedAt,
  worker = null,
  lease_until = null
where seq = :seq
  and state = 'sending'
