-- JobStore.accept
insert into endpoint (id, tenant, owner, kind, origin, sealed_secret, created_at)
values (:id, :tenant, :owner, 'implicit', :origin, :sealedSecret, :now)
on conflict (tenant, owner, origin) where kind = 'implicit' do nothing
