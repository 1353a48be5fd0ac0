-- worker: every verb that records an event
-- The cast keeps SQLite from planning anew for every value: 1 us instead of 5.
select endpoint, callback, url, kinds, payload, retry_ms
from subscription
where job = cast(:seq as integer)
order by position
