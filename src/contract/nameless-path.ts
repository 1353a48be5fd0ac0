/** Paths compared as URLs show them: what a path parameter is called is not to be seen there. */

/**
 * A path template with the names of its parameters left out: two templates are the same requests where these are the same.
 *
 * @example namelessPath('/reports/{reportId}') // '/reports/{}'
 */
export function namelessPath(path: string): string {
  return path.replaceAll(/\{[^{}]*\}/g, '{}')
}
