/** Rows of text in aligned columns, as the listing commands print them. */
import type { JsonObject } from '../base/json.ts'

/** The rows under their headings; a column is as wide as its widest cell. */
export function formatTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows]
  const widths = headings.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => oneLine(cell).padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return all.map(line).join('\n')
}

/** Facts below each other, names aligned. */
export function formatReport(report: JsonObject): string {
  const width = Math.max(0, ...Object.keys(report).map((name) => name.length))
  return Object.entries(report)
    .map(
      ([name, value]) => `${name.padEnd(width)}  ${oneLine(typeof value === 'string' ? value : JSON.stringify(value))}`,
    )
    .join('\n')
}

/** What callers sent must not move the cursor or break the table (LG-2). */
function oneLine(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '?')
}
