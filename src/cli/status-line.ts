/** The line that says what takes its time, gone again once there is something to say. */

/** Writes such lines; each takes the place of the one before, and `undefined` of the last. */
export function createStatusLine(write: (text: string) => void): (text: string | undefined) => void {
  let shown: string | undefined
  return (text) => {
    if (text !== shown) write(`${clearLine}${text ?? ''}`)
    shown = text
  }
}

/** ECMA-48: back to the first column, then erase to the end of the line. */
const clearLine = '\r\u001b[K'
