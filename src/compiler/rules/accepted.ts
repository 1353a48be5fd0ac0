/** A 202 that the designer wrote is kept and completed; what contradicts the one that is really sent (R-INI-1) is reported, and nothing else. */
import type { JsonValue } from '../../base/json.ts'
import { readObject, readText } from '../../base/read-json.ts'
import { jobMembers } from '../../contract/job-document.ts'
import { inMediaRange } from '../../contract/media-type.ts'
import { type Path, parsePointer } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { didYouMean } from '../diagnostics/did-you-mean.ts'
import { namedIn, partOfRequest } from '../schemas/request-expression.ts'
import { partsOf } from '../schemas/schema-path.ts'
import { reasonsOf, violatedAt, violationsAt } from '../schemas/schema-violations.ts'
import { acceptedHeaders, jobSample } from '../schemas/sent-samples.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { AsyncOperationView, LocatedObject } from '../view/spec-view.ts'

export const checkAccepted: Rule = (context) =>
  context.spec.asyncOperations.flatMap((operation) => {
    const accepted = operation.responses.find(({ status }) => status === '202')
    if (accepted === undefined) return []
    return [
      ...checkHeaders(context, operation, accepted),
      ...checkContent(context, operation, accepted),
      ...checkLinks(context, operation, accepted),
    ]
  })

/** They come with some 202s, or with every message. */
const sometimesSent =
  /^(content-.*|date|connection|keep-alive|preference-applied|ratelimit(-policy)?|deprecation|sunset)$/

function checkHeaders(context: RuleContext, view: AsyncOperationView, { value, at }: LocatedObject) {
  const sent = acceptedHeaders(context.spec, view.id)
  return Object.keys(readObject(value.headers)).flatMap((name): readonly Diagnostic[] => {
    const headerAt = [...at, 'headers', name]
    const header = context.spec.read(headerAt)
    const text = sent[name.toLowerCase()]
    if (header === undefined) return []
    if (text !== undefined) return checkHeader(context, headerAt, [...header.at, 'schema'], name, text)
    if (readObject(header.value).required !== true || sometimesSent.test(name.toLowerCase())) return []
    return [context.diagnostic('CC308', headerAt, `\`${name}\` is required, and it is not sent`, { part: 'key' })]
  })
}

/** Text as a header of style `simple` gives it to a schema: as it stands, as a number, or as a list of one. */
function checkHeader(
  context: RuleContext,
  at: Path,
  schemaAt: Path,
  name: string,
  text: string,
): readonly Diagnostic[] {
  const readings: readonly JsonValue[] = [text, ...(Number.isNaN(Number(text)) ? [] : [Number(text)]), [text]]
  const fits = readings.some((reading) => violationsAt(context.spec, schemaAt, reading, 'response').length === 0)
  const isDate = name.toLowerCase() === 'retry-after' && partsOf(context.spec, schemaAt).some(asksForDate)
  if (fits && !isDate) return []
  return [
    context.diagnostic('CC308', at, `\`${name}\` is sent as \`${text}\`, which its schema refuses`, { part: 'key' }),
  ]
}

const asksForDate = ({ value }: LocatedObject): boolean => /date/.test(readText(value.format) ?? '')

function checkContent(context: RuleContext, view: AsyncOperationView, { value, at }: LocatedObject) {
  return Object.keys(readObject(value.content)).flatMap((mediaType): readonly Diagnostic[] => {
    const contentAt = [...at, 'content', mediaType]
    if (!inMediaRange('application/json', mediaType)) {
      const message = `The 202 is sent as \`application/json\`, not as \`${mediaType}\``
      return [context.diagnostic('CC308', contentAt, message, { part: 'key' })]
    }
    const schemaAt = [...contentAt, 'schema']
    const violations = violationsAt(context.spec, schemaAt, jobSample(context.spec, view.id, 'queued'), 'response')
    const [first] = violations
    if (first === undefined) return []
    const message = `The 202 holds the job document, which does not fit: ${reasonsOf(violations)}`
    return [context.diagnostic('CC308', violatedAt(context.spec, schemaAt, first), message)]
  })
}

function checkLinks(context: RuleContext, view: AsyncOperationView, { value, at }: LocatedObject) {
  return Object.keys(readObject(value.links)).flatMap((name): readonly Diagnostic[] => {
    const link = context.spec.read([...at, 'links', name])
    if (link === undefined) return []
    const { parameters, requestBody } = readObject(link.value)
    const named = Object.entries(readObject(parameters)).map(([key, each]) => ({ each, path: ['parameters', key] }))
    return [...named, { each: requestBody, path: ['requestBody'] }].flatMap(({ each, path }) => {
      const expression = readText(each)
      const misfit = expression?.startsWith('$') === true ? misfitOf(context, view, expression, value) : undefined
      return misfit === undefined
        ? []
        : [
            context.diagnostic('CC308', [...link.at, ...path], `\`${expression}\` ${misfit.says}`, {
              hint: misfit.hint,
            }),
          ]
    })
  })
}

interface Misfit {
  readonly says: string
  readonly hint?: string | undefined
}

/** Why an expression of a link (OpenAPI 3.1, 4.8.20.4) names nothing of the request or of the 202, or undefined. */
function misfitOf(
  context: RuleContext,
  view: AsyncOperationView,
  expression: string,
  accepted: LocatedObject['value'],
): Misfit | undefined {
  if (['$url', '$method', '$statusCode', '$response.body', '$request.body'].includes(expression)) return undefined
  const pointer = /^\$response\.body#(.*)$/s.exec(expression)?.[1]
  if (pointer !== undefined) return misfitOfMember(parsePointer(pointer)?.at(0))
  const header = /^\$response\.header\.(.+)$/s.exec(expression)?.[1]
  if (header !== undefined) {
    const names = [...Object.keys(acceptedHeaders(context.spec, view.id)), ...Object.keys(readObject(accepted.headers))]
    const isSent = names.some((name) => name.toLowerCase() === header.toLowerCase())
    return isSent ? undefined : { says: 'names a header that the 202 does not have', hint: didYouMean(header, names) }
  }
  const part = partOfRequest(expression)
  const named = part === undefined ? { misfit: 'is no runtime expression' } : namedIn(context.spec, view, part)
  return 'misfit' in named ? { says: named.misfit, hint: 'hint' in named ? named.hint : undefined } : undefined
}

function misfitOfMember(member: string | undefined): Misfit | undefined {
  if (member === undefined || jobMembers.some((one) => one === member)) return undefined
  return { says: `names nothing: a job document has no \`${member}\``, hint: didYouMean(member, jobMembers) }
}
