-- worker: every verb that changes a job
-- The job must still be the one that was decided on.
update job
set state = :state,
  why = :why,
  priority = :priority,
  run_at = :runAt,
  worker = :worker,
  cancel_requested_at = :cancelRequestedAt,
  revision = :revision,
  attempt = :attempt,
  crashes = :crashes,
  interrupts = :interrupts,
  epoch = :epoch,
  updated_at = :updatedAt,
  started_at = :startedAt,
  estimated_completion_at = :estimatedCompletionAt,
  finished_at = :finishedAt,
  expires_at = :expiresAt,
  forgotten_at = :forgottenAt,
  progress = :progress,
  failure = :failure,
  parked = 0
where seq = :seq
  and revision = :revisionBefore
  and epoch = :epochBefore
  and state = :stateBefore
