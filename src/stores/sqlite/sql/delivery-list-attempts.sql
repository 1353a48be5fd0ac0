-- DeliveryStore.list, once its statement for the tenant or the operator has found the delivery
select number, started_at, duration_ms, outcome, status
from attempt
where delivery = :seq
order by number
