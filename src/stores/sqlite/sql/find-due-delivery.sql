-- worker: DeliveryStore.claim
-- Asked before a transaction is opened: with nothing due, a tick writes nothing and waits for no lock.
select 1 as found
where exists (
    select 1
    from delivery
    where state = 'waiting'
      and due_at <= :now
  )
  or exists (
    select 1
    from delivery
    where state = 'sending'
      and (lease_until <= :now or lease_until > :latest)
  )
