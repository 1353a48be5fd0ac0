/** Health, at the listener's root: whether the process lives, and whether it can take work. It tells a stranger nothing more. */
import { jsonResponse } from '../http/respond.ts'
import type { Route } from '../http/route.ts'

/** `isReady` is asked at every call. */
export function healthRoutes(isReady: () => boolean): readonly Route[] {
  return [probe('/healthz', () => true), probe('/readyz', isReady)]
}

function probe(path: string, isWell: () => boolean): Route {
  return {
    id: `coatcheck.health ${path}`,
    method: 'GET',
    path,
    security: [],
    parameters: [],
    handle: async () => {
      const well = isWell()
      return jsonResponse(well ? 200 : 503, { status: well ? 'ok' : 'unavailable' }, { 'cache-control': 'no-store' })
    },
  }
}
