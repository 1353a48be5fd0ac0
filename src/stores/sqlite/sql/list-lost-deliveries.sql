-- worker: DeliveryStore.claim
-- Few at a time: a restart after a crash may find thousands.
select delivery.*, job.id as job_id, endpoint.disabled_at
from delivery
join job on job.seq = delivery.job
join endpoint on endpoint.id = delivery.endpoint
where delivery.state = 'sending'
  and delivery.lease_until <= :now
order by delivery.lease_until
limit 500
