-- worker: JobStore.progress
update job_io
set partial = :partial
where job = :seq
