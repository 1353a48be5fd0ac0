/** A diagnostic's message and its way out as sentences in a row, for formats that have one line for both. */
import type { Diagnostic } from '../compiler/diagnostics/diagnostic.ts'

/** @example said({ message: 'A key is missing', hint: 'Add it.' }) // 'A key is missing. Add it.' */
export function said({ message, hint }: Pick<Diagnostic, 'message' | 'hint'>): string {
  if (hint === undefined) return message
  return `${message}${/[.!?:]$/.test(message) ? '' : '.'} ${hint}`
}
