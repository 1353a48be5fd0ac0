-- operator: `inspectJob`
select event.number, event.kind, event.at,
  (select count(*) from delivery where delivery.event = event.seq) as deliveries
from event
join job on job.seq = event.job
where job.id = :id
order by event.number
