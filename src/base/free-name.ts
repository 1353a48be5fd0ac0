/** Names that nobody has taken yet. */

/**
 * The wanted name, or that with the first number from 2 on that is free.
 *
 * @example freeName('job', (name) => name === 'job', '-') // 'job-2'
 */
export function freeName(wanted: string, isTaken: (name: string) => boolean, separator = ''): string {
  let name = wanted
  for (let number = 2; isTaken(name); number += 1) name = `${wanted}${separator}${number}`
  return name
}
