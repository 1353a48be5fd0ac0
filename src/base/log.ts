/** What a log looks like to the code that writes to one. The real one is made in `cli/`; pino fits as it is. */

/** Fields first, then a message in words: `log.info({ rows: 3 }, 'Imported')`. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
