-- operator: JobStore.repeat
-- Of a job whose data is still there, and so are the URLs.
insert into subscription (job, position, endpoint, callback, url, kinds, payload, retry_ms)
select :seq, position, endpoint, callback, url, kinds, payload, retry_ms
from subscription
where job = :original
