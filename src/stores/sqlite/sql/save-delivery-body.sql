-- worker: DeliveryStore.saveBody
-- Once the job is forgotten nothing of it is kept; what is left to send is rendered thin each time (R-RES-5).
update delivery
set body = iif((select forgotten_at from job where job.seq = delivery.job) is null, :body, null)
where id = :id
  and state = 'sending'
  and epoch = :epoch
