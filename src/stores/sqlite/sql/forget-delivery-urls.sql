-- worker: JobStore.forget, JobStore.sweep
-- Deliveries that are still to be sent lose theirs when they are settled.
update delivery
set url = (select origin from endpoint where endpoint.id = delivery.endpoint)
where job = :seq
  and finished_at is not null
