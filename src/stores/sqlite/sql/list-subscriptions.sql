-- worker: every verb that records an event
select endpoint, callback, url, kinds, payload, retry_ms
from subscription
where job = :seq
order by position
