/** Files as whoever stands in the working directory names them. */
import { relative, sep } from 'node:path'
import type { Diagnostic } from '../compiler/diagnostics/diagnostic.ts'
import type { Terminal } from './terminal.ts'

/** A path from the working directory, with forward slashes. */
export function pathFromHere(file: string, { workingDirectory }: Terminal): string {
  return relative(workingDirectory, file).split(sep).join('/')
}

/** The diagnostic with its files named that way. */
export function withFileNames(diagnostic: Diagnostic, nameOf: (file: string) => string): Diagnostic {
  const { file, related } = diagnostic
  return {
    ...diagnostic,
    file: nameOf(file),
    ...(related === undefined ? {} : { related: related.map((place) => ({ ...place, file: nameOf(place.file) })) }),
  }
}
