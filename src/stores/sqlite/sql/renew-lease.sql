-- worker: LeaseStore.renew
insert into worker (id, lease_until, draining, boot_id, pid_namespace, pid, start_time)
values (:worker, :until, :draining, :bootId, :pidNamespace, :pid, :startTime)
on conflict (id) do update
set lease_until = excluded.lease_until,
  draining = excluded.draining
