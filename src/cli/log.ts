/** The log of a running service: one JSON line each on standard error, so that standard output stays for what was asked. */
import { pino } from 'pino'
import type { Log } from '../base/log.ts'
import type { Config } from '../config/config.ts'
import { redactPaths } from '../security/redact.ts'

/** Writes at once, so that the last lines of a process that ends are there. What stands under a credential's name is not shown (LG-1). */
export function createLog(level: Config['log']['level']): Log {
  return pino(
    { level, base: { pid: process.pid }, redact: [...redactPaths] },
    pino.destination({ dest: 2, sync: true }),
  )
}
