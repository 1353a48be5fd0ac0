-- worker: every verb that records an event
insert into event (id, job, number, kind, at, snapshot)
select :id, :seq, coalesce(max(number), 0) + 1, :kind, :at, :snapshot
from event
where job = :seq
