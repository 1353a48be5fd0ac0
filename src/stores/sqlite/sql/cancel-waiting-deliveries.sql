-- worker: DeliveryStore.settle
-- Those being sent at this moment are canceled by their own settlement. Of a forgotten job the address is kept only while it is still needed (R-RES-5).
update delivery
set state = 'canceled',
  finished_at = :now,
  url = iif(
    exists (select 1 from job where job.seq = delivery.job and forgotten_at is not null),
    (select origin from endpoint where endpoint.id = delivery.endpoint),
    url
  )
where state = 'waiting'
  and endpoint = :endpoint
