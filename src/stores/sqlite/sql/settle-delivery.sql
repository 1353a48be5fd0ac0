-- worker: DeliveryStore.settle, DeliveryStore.claim
-- Of a forgotten job the address is kept only while it is still needed (R-RES-5).
update delivery
set state = :state,
  attempts = :attempts,
  due_at = :dueAt,
  finished_at = :finishedAt,
  worker = null,
  lease_until = null,
  url = iif(
    :finishedAt is not null and exists (select 1 from job where job.seq = delivery.job and forgotten_at is not null),
    (select origin from endpoint where endpoint.id = delivery.endpoint),
    url
  )
where seq = :seq
  and state = 'sending'
