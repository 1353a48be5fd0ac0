/** Faults: what goes wrong for the operator or the programmer. Thrown, with a stable string code; callers switch on the code, never on the text. */

/** Every code a fault can carry; one line each in `docs/operations.md`. */
export type FaultCode =
  | 'config-invalid'
  | 'database-busy'
  | 'database-damaged'
  | 'database-full'
  | 'database-gone'
  | 'database-newer'
  | 'database-too-old-sqlite'
  | 'database-unusable'
  | 'commit-unknown'
  | 'file-missing'
  | 'generated-missing'
  | 'generated-stale'
  | 'guardian-failed'
  | 'handler-invalid'
  | 'loop-blocked'
  | 'port-in-use'
  | 'project-invalid'
  | 'secret-key-missing'
  | 'secret-unreadable'
  | 'spec-invalid'
  | 'usage'
  | 'writer-failed'

/**
 * An error that an operator can act on. The message says what happened, to which thing, and what to do.
 *
 * @example throw new Fault('port-in-use', 'Port 8080 is in use. Stop what listens there, or pass --port 0.')
 */
export class Fault extends Error {
  readonly code: FaultCode

  constructor(code: FaultCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Fault'
    this.code = code
  }
}

/** Whether what failed may have been written all the same: then nothing may be taken away that it would need. */
export function mayBeCommitted(error: unknown): boolean {
  return error instanceof Fault && error.code === 'commit-unknown'
}
