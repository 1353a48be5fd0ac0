-- worker: DeliveryStore.claim
-- The result is needed only to render a full body for the first time.
select
  delivery.*,
  job.id as job_id,
  event.id as event_id,
  event.number as event_number,
  event.kind as event_kind,
  event.at as event_at,
  event.snapshot as event_snapshot,
  iif(delivery.payload = 'full' and delivery.body is null, job_io.result, null) as result
from delivery
join event on event.seq = delivery.event
join job on job.seq = delivery.job
left join job_io on job_io.job = delivery.job
where delivery.seq = :seq
