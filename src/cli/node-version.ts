/** Which releases of Node carry the security fixes that a server on the open network should not be without. */

/** The first patched release of each supported line. */
const patched: readonly (readonly [major: number, minor: number, patch: number])[] = [
  [22, 23, 4],
  [24, 22, 1],
  [26, 12, 1],
]

/**
 * What to tell the operator of this Node, or undefined when it is recent enough.
 *
 * @example securityWarning('24.0.0') // 'Node 24.0.0 lacks security fixes; update to 24.22.1 or newer.'
 */
export function securityWarning(version: string): string | undefined {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  const line = patched.find(([supported]) => supported === major)
  if (line === undefined) {
    const newest = Math.max(...patched.map(([supported]) => supported))
    return major > newest
      ? undefined
      : `Node ${version} is of a line without long-term support; update to Node 24 or 26.`
  }
  const [, leastMinor, leastPatch] = line
  if (minor > leastMinor || (minor === leastMinor && patch >= leastPatch)) return undefined
  return `Node ${version} lacks security fixes; update to ${line.join('.')} or newer.`
}
