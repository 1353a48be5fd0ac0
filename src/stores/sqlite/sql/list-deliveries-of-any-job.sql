-- operator: DeliveryStore.list
select delivery.*, job.id as job_id
from delivery
join job on job.seq = delivery.job
where job.id = :job
order by delivery.seq
