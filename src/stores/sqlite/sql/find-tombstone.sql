-- JobStore.find
select snapshot
from tombstone
where id = :id
  and tenant = :tenant
  and owner = :owner
