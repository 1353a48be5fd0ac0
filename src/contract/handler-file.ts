/** Where the handler of an operation stands. Says only which file an id names; whether a file system takes the name is for the compiler to check. */

/**
 * The file of an operation's handler below the project folder. A `/` in the id makes a folder; other characters that file names should
 * not have become `-`.
 *
 * @example handlerFileOf('meta/root') // 'handlers/meta/root.ts'
 */
export function handlerFileOf(operationId: string): string {
  return `handlers/${operationId.replaceAll(/[^A-Za-z0-9_.\-/]/g, '-')}.ts`
}
