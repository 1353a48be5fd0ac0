-- sweep: JobStore.sweep
update run
set abandoned = 0
where job = :seq
  and epoch = :epoch
