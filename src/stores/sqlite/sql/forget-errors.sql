-- worker: JobStore.forget, JobStore.sweep
update run
set error = null
where job = :seq
  and error is not null
