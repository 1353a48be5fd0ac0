-- worker: JobStore.forget, JobStore.sweep
update job
set concurrency_key = null
where seq = :seq
  and concurrency_key is not null
