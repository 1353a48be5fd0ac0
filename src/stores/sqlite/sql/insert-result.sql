-- worker: JobStore.settle
update job_io
set result = :result
where job = :seq
