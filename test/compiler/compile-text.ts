/** Compiles spec text without a file system. `«CC201»` in a text marks where a diagnostic of that code is expected. */
import { type Compilation, compileFiles } from '../../src/compiler/compile.ts'
import type { LoadedFile } from '../../src/compiler/read/source.ts'

export interface Case {
  /** A claim in the present. */
  readonly claim: string
  /** The spec with marks. */
  readonly text: string
  /** Other files by their name below the project, with marks. */
  readonly files?: Readonly<Record<string, string>>
}

export const specName = 'spec/openapi.yaml'

const isOverlay = (path: string): boolean => path.endsWith('.overlay.yaml')

/** Compiles the text of `spec/openapi.yaml` with the overlays in `files`; any other file that is asked for comes from `files` or does not exist. */
export function compileText(text: string, files: Readonly<Record<string, string>> = {}): Compilation {
  const read = (path: string): LoadedFile => {
    const content = path === specName ? text : files[path]
    return content === undefined
      ? { kind: 'failed', path, reason: 'does not exist' }
      : { kind: 'text', path, text: content }
  }
  const overlays = Object.keys(files).filter(isOverlay).toSorted().map(read)
  let loaded = [read(specName)]
  for (;;) {
    const { missing, ...compilation } = compileFiles(loaded, overlays)
    if (missing.length === 0) return compilation
    loaded = [...loaded, ...missing.map(read)]
  }
}

/** What the marks of a case expect, and what compiling it without them reports: 'CC201 spec/openapi.yaml:3:4', sorted. */
export function runCase({ text, files = {} }: Case): {
  readonly expected: readonly string[]
  readonly found: readonly string[]
} {
  const all = Object.entries({ [specName]: text, ...files })
  const expected = all.flatMap(([file, content]) =>
    marksIn(content).map((mark) => `${mark.code} ${file}:${mark.place}`),
  )
  const others = Object.fromEntries(Object.entries(files).map(([file, content]) => [file, withoutMarks(content)]))
  const { diagnostics } = compileText(withoutMarks(text), others)
  const found = diagnostics.map(({ code, file, line, column }) => `${code} ${file}:${line}:${column}`)
  return { expected: expected.toSorted(), found: found.toSorted() }
}

export function marksIn(text: string): readonly { readonly code: string; readonly place: string }[] {
  return text.split('\n').flatMap((line, index) =>
    [...line.matchAll(/«(CC\d+)»/g)].map((match) => {
      const column = withoutMarks(line.slice(0, match.index)).length + 1
      return { code: match[1] ?? '', place: `${index + 1}:${column}` }
    }),
  )
}

export const withoutMarks = (text: string): string => text.replaceAll(/«CC\d+»/g, '')

/** A 3.1 document whose one scheme is `key`, plus what is given at the root. */
export const withKey = (rest: string): string => `openapi: 3.1.0
info: { title: Things, version: '1' }
security: [{ key: [] }]
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key } } }
${rest}`

/** The same with sections of `components` (indented by two) before the rest. */
export const withComponents = (components: string, rest: string): string => `openapi: 3.1.0
info: { title: Things, version: '1' }
security: [{ key: [] }]
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
${components}
${rest}`

/** One async operation, `POST /things`, with the block given (indented by eight) and the rest of the operation (by six). */
export const withBlock = (block: string, rest = ''): string =>
  withKey(`paths:
  /things:
    post:
      operationId: makeThing
      x-async-operation:
${block}
      responses: { '200': { description: Made, content: { application/json: { schema: { type: object } } } } }
${rest}`)
