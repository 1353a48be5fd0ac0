-- operator: JobStore.find
select snapshot
from tombstone
where id = :id
