-- worker: JobStore.claim
insert into run (job, epoch, worker, started_at)
values (:seq, :epoch, :worker, :startedAt)
