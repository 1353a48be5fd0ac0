-- worker: openDatabase
insert into meta (id, incarnation, opens)
values (1, :incarnation, :opens)
on conflict (id) do update
set incarnation = excluded.incarnation,
  opens = excluded.opens
