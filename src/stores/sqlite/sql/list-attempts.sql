-- worker: DeliveryStore.claim; DeliveryStore.list asks it for a row that the statement with the tenant has found
select number, started_at, duration_ms, outcome, status
from attempt
where delivery = :seq
order by number
