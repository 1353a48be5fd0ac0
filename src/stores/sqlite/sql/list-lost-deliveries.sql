-- worker: DeliveryStore.claim
-- Few at a time: a restart after a crash may find thousands.
select delivery.*, job.id as job_id
from delivery
join job on job.seq = delivery.job
where delivery.state = 'sending'
  and delivery.lease_until <= :now
order by delivery.lease_until
limit 500
