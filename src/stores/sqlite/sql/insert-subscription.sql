-- JobStore.accept
insert into subscription (job, position, endpoint, callback, url, kinds, payload, retry_ms)
select :seq, :position, endpoint.id, :callback, :url, :kinds, :payload, :retryMs
from endpoint
where tenant = :tenant
  and owner = :owner
  and origin = :origin
  and kind = 'implicit'
