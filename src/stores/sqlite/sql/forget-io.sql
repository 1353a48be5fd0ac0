-- worker: JobStore.forget, JobStore.sweep
delete from job_io
where job = :seq
