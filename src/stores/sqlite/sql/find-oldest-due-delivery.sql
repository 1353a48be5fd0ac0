-- worker: DeliveryStore.claim
select seq
from delivery
where state = 'waiting'
  and endpoint = :endpoint
  and due_at <= :now
order by due_at, seq
limit 1
