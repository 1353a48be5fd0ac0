-- worker: JobStore.claim
update job
set parked = 1
where seq = :seq
  and state = 'ready'
