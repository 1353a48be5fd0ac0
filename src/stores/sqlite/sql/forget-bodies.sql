-- worker: JobStore.forget, JobStore.sweep
-- Deliveries that are still to be sent render theirs again, without the result (R-RES-5).
update delivery
set body = null
where job = :seq
  and body is not null
