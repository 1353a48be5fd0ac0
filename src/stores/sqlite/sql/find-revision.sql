-- worker: JobStore.registerContract
select revision
from contract
where operation = :operation
  and hash = :hash
