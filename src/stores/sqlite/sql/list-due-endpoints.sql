-- worker: DeliveryStore.claim
-- Goes from endpoint to endpoint in the index, so that a backlog at one costs the others nothing (WH-33). The one whose delivery has
-- waited longest comes first.
with recursive listening (id) as (
  select min(endpoint)
  from delivery
  where state = 'waiting'
  union all
  select (
      select min(endpoint)
      from delivery
      where state = 'waiting'
        and endpoint > listening.id
    )
  from listening
  where listening.id is not null
)
select *
from (
  select
    endpoint.id,
    endpoint.tenant,
    endpoint.owner,
    (
      select count(*)
      from delivery
      where state = 'sending'
        and delivery.endpoint = endpoint.id
    ) as sending,
    (
      select min(due_at)
      from delivery
      where state = 'waiting'
        and delivery.endpoint = endpoint.id
    ) as first_due_at
  from listening
  join endpoint on endpoint.id = listening.id
  where endpoint.disabled_at is null
    and (endpoint.paused_until is null or endpoint.paused_until <= :now)
)
where first_due_at <= :now
  and sending < :perEndpoint
order by first_due_at, id
