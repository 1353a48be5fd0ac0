/** The log of a running service: one JSON line each on standard error, so that standard output stays for what was asked. */
import { pino } from 'pino'
import type { Log } from '../base/log.ts'
import type { Config } from '../config/config.ts'

/** Writes at once, so that the last lines of a process that ends are there. */
export function createLog(level: Config['log']['level']): Log {
  return pino({ level, base: { pid: process.pid } }, pino.destination({ dest: 2, sync: true }))
}
