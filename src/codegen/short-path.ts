/**
 * Spares openapi-typescript the path of every member, which it takes apart and puts together again for each: it looks only for
 * discriminators by it. A path that leads to none is replaced, and so are those below it.
 */
import type { GlobalContext, TransformNodeOptions } from 'openapi-typescript'

/** Leads nowhere in a document. */
const nowhere = '#/-'

/** Shortens the path in what openapi-typescript goes on with, where it leads to none of these discriminators. */
export function pathShortener({ objects }: GlobalContext['discriminators']): (options: TransformNodeOptions) => void {
  const ways = new Set<string>()
  for (const place of Object.keys(objects)) {
    const segments = place.split('/')
    for (let length = 1; length <= segments.length; length += 1) ways.add(segments.slice(0, length).join('/'))
  }
  return (options) => {
    if (options.path !== undefined && !ways.has(options.path)) options.path = nowhere
  }
}
