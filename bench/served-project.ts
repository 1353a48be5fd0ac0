/** The projects that `boot` starts, in a folder that goes away: this repository's sample, and Kubernetes' document made servable by an overlay. */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { corpusText } from './corpus.ts'
import { runToEnd } from './run-command.ts'

export interface ServedProject {
  readonly name: string
  readonly directory: string
  /** Path and query of a request that the validators refuse: it shows that they run. */
  readonly invalid: string
}

const repository = join(import.meta.dirname, '..')

/** The sample; it has six operations. */
export function makeSample(folder: string): ServedProject {
  const directory = makeProject(join(folder, 'sample'))
  for (const part of ['spec', 'handlers']) cpSync(join(repository, part), join(directory, part), { recursive: true })
  return generated({ name: 'the sample', directory, invalid: '/v1/reports?limit=none' })
}

/** Kubernetes' document: 845 operations, each with the stub of a handler. */
export function makeKubernetes(folder: string): ServedProject {
  const directory = makeProject(join(folder, 'kubernetes'))
  mkdirSync(join(directory, 'spec'))
  writeFileSync(join(directory, 'spec/openapi.yaml'), corpusText('kubernetes.io.json'))
  writeFileSync(join(directory, 'spec/serve.overlay.yaml'), overlay)
  return generated({ name: 'Kubernetes', directory, invalid: '/api/v1/nodes?limit=none' })
}

/** The document names no server and no scheme of its own that could be used here. */
const overlay = `overlay: 1.0.0
info: { title: How the service is reached and who may call it, version: 1.0.0 }
actions:
  - { target: $.servers, remove: true }
  - { target: $.security, remove: true }
  - target: $
    update:
      servers: [{ url: / }]
      security: [{ apiKey: [] }]
      components:
        securitySchemes:
          apiKey: { type: apiKey, in: header, name: X-API-Key }
`

/** A project with what the repository has installed, and the repository itself as 'coatcheck'. */
export function makeProject(directory: string): string {
  mkdirSync(join(directory, 'node_modules'), { recursive: true })
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }\n')
  const {
    dependencies,
    devDependencies,
  }: Record<string, Readonly<Record<string, string>>> = JSON.parse(
    readFileSync(join(repository, 'package.json'), 'utf8'),
  )
  for (const name of Object.keys({ ...dependencies, ...devDependencies })) {
    link(join(repository, 'node_modules', name), join(directory, 'node_modules', name))
  }
  link(repository, join(directory, 'node_modules/coatcheck'))
  return directory
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(target, path)
}

export function generated(project: ServedProject): ServedProject {
  runToEnd(['generate', '--project', project.directory])
  return project
}
