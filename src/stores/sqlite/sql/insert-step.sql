-- worker: JobStore.saveStep
insert into step (job, name, epoch, value)
values (:seq, :name, :epoch, :value)
on conflict (job, name) do nothing
