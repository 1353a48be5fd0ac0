/** Draws from the one source of chance of a simulation. */
import type { Random } from '../../../src/base/random.ts'
import { createSeededRandom } from '../../../src/testing/seeded-random.ts'

export interface Chance extends Random {
  /** Whole, from `least` to `most`, both included. */
  int(least: number, most: number): number
  /** True so often of 1. */
  happens(often: number): boolean
  pick<Item>(items: readonly Item[]): Item
  /** By weight. */
  deal<Item>(items: readonly (readonly [weight: number, item: Item])[]): Item
}

export function createChance(seed: number): Chance {
  const random = createSeededRandom(seed)
  const int = (least: number, most: number): number => least + Math.floor(random.unit() * (most - least + 1))
  return {
    ...random,
    int,
    happens: (often) => random.unit() < often,
    pick: (items) => at(items, int(0, items.length - 1)),
    deal: (items) => dealOne(items, random.unit() * items.reduce((sum, [weight]) => sum + weight, 0)),
  }
}

function dealOne<Item>(items: readonly (readonly [number, Item])[], drawn: number): Item {
  let left = drawn
  for (const [weight, item] of items) {
    left -= weight
    if (left < 0) return item
  }
  return at(items, items.length - 1)[1]
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index]
  if (item === undefined) throw new RangeError('There is nothing to pick from.')
  return item
}

/** A seed of its own for whatever has that name, so that it does not depend on who drew before. */
export function seedOf(seed: number, name: string): number {
  let mixed = seed ^ 0x9e3779b9
  for (let index = 0; index < name.length; index += 1) mixed = Math.imul(mixed ^ name.charCodeAt(index), 0x01000193)
  return mixed >>> 0
}
