/**
 * What speaks for an operation being asynchronous, and what against it: a table of signals, each with its weight and its reason in words.
 * `adopt` proposes a block from a total of `threshold` on. Weights come from the documents that `bench/` measures.
 */
import { isJsonObject } from '../../base/json.ts'
import { readObject, readText } from '../../base/read-json.ts'
import {
  isGoogleOperation,
  isStatusLike,
  lifecycleMember,
  provisioningMember,
  ticketMember,
  ticketName,
} from './schema-facts.ts'
import { plainText, type Subject } from './subject.ts'
import { hinting, longVerbs, monitorHeader, outright, promises, reading, tellsDone } from './words.ts'

export interface Reason {
  /** The signal's name, for `--json`. */
  readonly signal: string
  readonly weight: number
  readonly text: string
}

/** From this total on an operation looks asynchronous. */
export const threshold = 3

interface Signal {
  readonly name: string
  readonly weight: number
  /** The reason in words, or undefined when the signal is not there. */
  readonly find: (subject: Subject) => string | undefined
}

/** Everything that speaks for or against; nothing for methods that only read, unless the document itself marks them. */
export function reasonsFor(subject: Subject): readonly Reason[] {
  const { method } = subject.operation
  const table = ['POST', 'PUT', 'DELETE', 'PATCH'].includes(method) ? signals : method === 'GET' ? explicitSignals : []
  return table.flatMap(({ name, weight, find }) => {
    const text = find(subject)
    return text === undefined ? [] : [{ signal: name, weight, text }]
  })
}

/** The sum of the weights. */
export function scoreOf(reasons: readonly Reason[]): number {
  return reasons.reduce((sum, { weight }) => sum + weight, 0)
}

/** What says outright that the operation takes time. */
const explicitSignals: readonly Signal[] = [
  {
    name: 'long-running-mark',
    weight: 9,
    find: ({ operation: { node } }) => {
      const marks = ['x-ms-long-running-operation', 'x-aep-long-running-operation', 'x-long-running-operation']
      const mark = marks.find((key) => node.value[key] === true || isJsonObject(node.value[key]))
      return mark === undefined ? undefined : `it is marked \`${mark}\``
    },
  },
  {
    name: 'prefer-parameter',
    weight: 4,
    find: ({ operation: { parameters } }) => {
      const prefer = parameters.find(
        ({ in: place, name }) => place === 'header' && /^prefer$/i.test(readText(name) ?? ''),
      )
      return prefer !== undefined && /respond-async|\bwait\b/.test(JSON.stringify(prefer))
        ? 'callers may send `Prefer: respond-async`'
        : undefined
    },
  },
]

const signals: readonly Signal[] = [
  ...explicitSignals,
  { name: 'accepted', weight: 2, find: ({ accepted }) => when(accepted !== undefined, 'it declares a 202') },
  {
    name: 'accepted-headers',
    weight: 2,
    find: ({ accepted }) => {
      const names = Object.keys(readObject(accepted?.value.headers)).filter((name) => monitorHeader.test(name))
      return when(names.length > 0, `its 202 has ${names.join(', ')}`)
    },
  },
  {
    name: 'accepted-status',
    weight: 2,
    find: ({ acceptedFacts }) => when(isStatusLike(acceptedFacts), 'the body of its 202 tells how far the work is'),
  },
  {
    name: 'accepted-text',
    weight: 2,
    find: ({ accepted }) => {
      const text = plainText(accepted?.value.description)
      return when(promises.test(text), `its 202 says \u201c${excerpt(text)}\u201d`)
    },
  },
  {
    name: 'accepted-beside',
    weight: 1,
    find: ({ accepted, operation: { responses } }) => {
      const others = ['200', '201', '204'].filter((status) => responses.has(status))
      return when(
        accepted !== undefined && others.length > 0,
        `it answers ${others.join(', ')} or 202: done now, or later`,
      )
    },
  },
  { name: 'callbacks', weight: 3, find: ({ operation: { node } }) => callbackReason(node.value.callbacks) },
  {
    name: 'google-operation',
    weight: 3,
    find: ({ successFacts }) =>
      when(isGoogleOperation(successFacts), 'it answers with a long-running operation: name, done, error, response'),
  },
  {
    name: 'job-status',
    weight: 2,
    find: ({ successFacts, operation: { method } }) => {
      const member = lifecycleMember(successFacts)
      return when(
        method !== 'DELETE' && member !== undefined,
        `the \`${member}\` of its answer goes from unfinished to finished`,
      )
    },
  },
  {
    name: 'job-id',
    weight: 1,
    find: ({ successFacts, acceptedFacts }) => {
      const member = ticketMember(successFacts) ?? ticketMember(acceptedFacts)
      return when(member !== undefined, `it answers with a \`${member}\``)
    },
  },
  {
    name: 'job-schema',
    weight: 1,
    find: ({ successFacts, acceptedFacts }) => {
      const name = ticketName(successFacts) ?? ticketName(acceptedFacts)
      return when(name !== undefined, `it answers with a schema called ${name}`)
    },
  },
  {
    name: 'provisioning-state',
    weight: 2,
    find: ({ successFacts, operation: { method } }) => {
      const member = provisioningMember(successFacts)
      return when(
        method !== 'DELETE' && member !== undefined,
        `the \`${member}\` of its answer tells whether the resource is ready`,
      )
    },
  },
  {
    name: 'provisioning-created',
    weight: 1,
    find: ({ successFacts, operation: { method, responses } }) =>
      when(
        method === 'PUT' && responses.has('201') && provisioningMember(successFacts) !== undefined,
        'its 201 may come before the resource is ready',
      ),
  },
  {
    name: 'sibling-accepts',
    weight: 1,
    find: ({ surroundings, operation: { path, method, responses } }) => {
      const others = (surroundings.accepting.get(path) ?? []).filter((other) => other !== method && other !== 'GET')
      return when(!responses.has('202') && others.length > 0, `${others.join(' and ')} on the same path answers 202`)
    },
  },
  {
    name: 'status-get',
    weight: 1,
    find: ({ surroundings, operation: { path, method } }) => {
      const get = surroundings.statusGets.find(
        (other) => other.path !== path && method !== 'DELETE' && isBeside(path, other.path),
      )
      return get === undefined ? undefined : `GET ${get.path} tells how far the work is`
    },
  },
  { name: 'says-so', weight: 3, find: ({ text }) => quoted(text, outright) },
  { name: 'hints-at-it', weight: 2, find: ({ text }) => (outright.test(text) ? undefined : quoted(text, hinting)) },
  {
    name: 'verb',
    weight: 1,
    find: ({ words, operation: { method } }) => {
      const verbs = method === 'DELETE' || method === 'PATCH' ? [] : words.filter((word) => longVerbs.has(word))
      const verb = verbs.find((word) => !/^(start|run|submit|execute|process)$/.test(word)) ?? verbs[0]
      return when(verb !== undefined, `\u201c${verb}\u201d is work that often takes long`)
    },
  },
  {
    name: 'async-name',
    weight: 3,
    find: ({ words }) =>
      when(
        words.some((word) => /^async(hronous(ly)?)?$/.test(word)),
        'it is called asynchronous',
      ),
  },
  {
    name: 'ends-work',
    weight: -3,
    find: ({ words, operation: { method } }) => {
      const verb = words.find((word) => /^(cancel|abort)$/.test(word))
      return when(method === 'POST' && verb !== undefined, `\u201c${verb}\u201d ends other work`)
    },
  },
  {
    name: 'only-reads',
    weight: -3,
    find: ({ accepted, words, text, operation: { method } }) =>
      when(
        accepted === undefined &&
          method === 'POST' &&
          (words.some((word) => reading.test(word)) || /^(gets|lists|describes|retrieves|searches)\b/i.test(text)),
        'it only reads',
      ),
  },
  {
    name: 'tends-operations',
    weight: -3,
    find: ({ accepted, words, operation: { method } }) =>
      when(
        accepted === undefined &&
          method === 'DELETE' &&
          words.some((word) => /^(operations?|jobs?|executions?)$/.test(word)),
        'it ends or forgets other work',
      ),
  },
  {
    name: 'accepted-done',
    weight: -2,
    find: ({ accepted, operation: { responses } }) => {
      const text = plainText(accepted?.value.description)
      const isOnly = !['200', '201', '204'].some((status) => responses.has(status))
      return when(
        accepted !== undefined && isOnly && !promises.test(text) && tellsDone.test(text),
        `its 202 says \u201c${excerpt(text)}\u201d`,
      )
    },
  },
  {
    name: 'accepts-everything',
    weight: -3,
    find: ({ accepted, surroundings }) =>
      when(
        accepted !== undefined && surroundings.acceptsEverything,
        'this document declares a 202 also where something is only read',
      ),
  },
]

/** Every signal that can be a reason. */
export const signalNames: readonly string[] = signals.map(({ name }) => name)

function when(found: boolean, text: string): string | undefined {
  return found ? text : undefined
}

function quoted(text: string, pattern: RegExp): string | undefined {
  const match = pattern.exec(text)
  return match === null ? undefined : `its description says \u201c${match[0]}\u201d`
}

function excerpt(text: string): string {
  const [sentence = ''] = text.split(/(?<=\.)\s/)
  return sentence.length > 70 ? `${sentence.slice(0, 69).trimEnd()}\u2026` : sentence
}

function callbackReason(callbacks: unknown): string | undefined {
  const names = isJsonObject(callbacks) ? Object.keys(callbacks) : []
  return when(names.length > 0, `it calls back: ${names.join(', ')}`)
}

/** Whether a status is that of what an operation at `path` starts: below it, or below the collection that it is a member of. */
function isBeside(path: string, status: string): boolean {
  const parent = path.replace(/\/[^/{}]+$/, '')
  return (
    status.startsWith(`${path}/`) ||
    (/\/(operations?|jobs?|tasks?)\//i.test(status) && status.startsWith(`${parent}/`) && parent !== '')
  )
}
