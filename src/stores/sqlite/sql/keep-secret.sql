-- operator: AccessStore.keepSecret
insert into secret (name, sealed)
values (:name, :sealed)
on conflict (name) do nothing
