-- worker: DeliveryStore.settle
-- Those being sent at this moment are canceled by their own settlement.
update delivery
set state = 'canceled',
  finished_at = :now
where state = 'waiting'
  and endpoint = :endpoint
