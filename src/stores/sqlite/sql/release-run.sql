-- worker: JobStore.releaseRun
-- The run's own fence: the job has a newer epoch since the run was given up.
update run
set abandoned = 0
where abandoned = 1
  and job = (
    select seq
    from job
    where id = :id
  )
  and epoch = :epoch
  and :incarnation = (select incarnation from meta where id = 1)
