/** Waiting between two looks at another process. */
import { setTimeout as sleep } from 'node:timers/promises'

export const pause = (ms: number): Promise<void> => sleep(ms)

/** Looks until it is so. */
export async function until(isSo: () => boolean | Promise<boolean>, ms = 20): Promise<void> {
  while (!(await isSo())) await pause(ms)
}
