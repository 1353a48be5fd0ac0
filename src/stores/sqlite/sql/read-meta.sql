-- worker: openDatabase, JobStore.claim, JobStore.settle
select incarnation, opens
from meta
where id = 1
