-- worker: JobStore.accept
insert into job_io (job, input)
values (:seq, :input)
