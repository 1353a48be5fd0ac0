-- worker: JobStore.registerContract
-- Another definition may have another limit.
update job
set parked = 0
where parked = 1
  and operation = :operation
