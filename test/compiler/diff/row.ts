/** A row of the table: one textual change of the base, and everything that it means. */
import { expect } from 'vitest'
import type { Change } from '../../../src/compiler/diff/change.ts'
import { diffSpecs } from '../../../src/compiler/diff/diff.ts'
import type { ResolvedSpec } from '../../../src/compiler/view/resolved-spec.ts'
import { compileText } from '../compile-text.ts'
import { base } from './base.ts'

export interface Row {
  /** What changes, in words. */
  readonly change: string
  /** What stands in the base, and what in its place. */
  readonly edits: readonly (readonly [from: string, to: string])[]
  /** What both sides have that the base has not. */
  readonly both?: readonly (readonly [from: string, to: string])[]
  /** 'breaking callers request-narrowed', every one of them. */
  readonly means: readonly string[]
  /** The base is the new spec, and what the edits make of it the old. */
  readonly backwards?: true
  /** On the line that the change names in the old spec, and in the new. */
  readonly old?: string
  readonly new?: string
}

export const row = (
  change: string,
  from: string,
  to: string,
  means: readonly string[],
  places: Pick<Row, 'old' | 'new' | 'backwards'> = {},
): Row => ({ change, edits: [[from, to]], means, ...places })

/** The base with a row's edits. */
export function edited({ edits }: Pick<Row, 'edits'>, text = base): string {
  return edits.reduce((spec, [from, to]) => {
    expect(spec.split(from), `${from} is there once`).toHaveLength(2)
    return spec.replace(from, () => to)
  }, text)
}

export function specOf(text: string, files: Readonly<Record<string, string>> = {}): ResolvedSpec {
  const { spec, diagnostics } = compileText(text, files)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  expect(errors.map(({ code, line, message }) => `${line} ${code} ${message}`)).toEqual([])
  if (spec === undefined) throw new TypeError('A spec without errors compiles')
  return spec
}

/** 'breaking callers request-narrowed', sorted. */
export function verdictsOf(changes: readonly Change[]): readonly string[] {
  return changes.map(({ severity, audience, code }) => `${severity} ${audience} ${code}`).sort()
}

export function diffTexts(old: string, next: string): readonly Change[] {
  return diffSpecs(specOf(old), specOf(next))
}
