-- worker: DeliveryStore.settle, DeliveryStore.claim
insert into attempt (delivery, number, started_at, duration_ms, outcome, status)
values (:seq, :number, :startedAt, :durationMs, :outcome, :status)
