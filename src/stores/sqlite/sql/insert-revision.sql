-- worker: JobStore.registerContract
insert into contract (operation, revision, hash)
select :operation, coalesce(max(revision), 0) + 1, :hash
from contract
where operation = :operation
