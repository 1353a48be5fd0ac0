/** SIGTERM and SIGINT as promises; from the moment they are received here they end nothing by themselves. */

export interface StopSignals {
  /** The first signal: stop in good order. */
  readonly first: Promise<NodeJS.Signals>
  /** Any after it: hurry. */
  readonly second: Promise<NodeJS.Signals>
}

/** Takes over both signals for the rest of the process's life. */
export function receiveStopSignals(): StopSignals {
  const first = Promise.withResolvers<NodeJS.Signals>()
  const second = Promise.withResolvers<NodeJS.Signals>()
  let received = 0
  const receive = (signal: NodeJS.Signals): void => {
    received += 1
    if (received === 1) first.resolve(signal)
    else second.resolve(signal)
  }
  process.on('SIGTERM', receive)
  process.on('SIGINT', receive)
  return { first: first.promise, second: second.promise }
}
