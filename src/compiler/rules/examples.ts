/** Examples of parameters, headers and JSON bodies fit their schemas. */
import { canonicalJson, type JsonValue } from '../../base/json.ts'
import { readObject } from '../../base/read-json.ts'
import { isJsonMediaType } from '../../contract/media-type.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { exampleMisfit } from '../schemas/example-misfit.ts'
import { misfitOf } from '../schemas/schema-misfit.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { LocatedObject, OperationView, SpecView } from '../view/spec-view.ts'

export const checkExamples: Rule = (context) =>
  context.spec.operations
    .flatMap((operation) => ownersOf(context.spec, operation))
    .flatMap((owner) => checkOwner(context, owner))

/** What has a schema and examples of it. */
function ownersOf(spec: SpecView, { parameters, requestBody, responses }: OperationView): readonly LocatedObject[] {
  const fields = [...parameters, ...responses.flatMap((response) => headersOf(spec, response))]
  const bodies = requestBody === undefined ? responses : [requestBody, ...responses]
  return [...fields, ...[...fields, ...bodies].flatMap(contentsOf)]
}

function headersOf(spec: SpecView, { value, at }: LocatedObject): readonly LocatedObject[] {
  return Object.keys(readObject(value.headers)).flatMap((name) => {
    const header = spec.read([...at, 'headers', name])
    return header === undefined ? [] : [{ value: readObject(header.value), at: header.at }]
  })
}

function contentsOf({ value, at }: LocatedObject): readonly LocatedObject[] {
  return Object.entries(readObject(value.content))
    .filter(([mediaType]) => isJsonMediaType(mediaType))
    .map(([mediaType, content]) => ({ value: readObject(content), at: [...at, 'content', mediaType] }))
}

function checkOwner(context: RuleContext, owner: LocatedObject): readonly Diagnostic[] {
  const schema = context.spec.read([...owner.at, 'schema'])?.value
  return examplesOf(owner).flatMap(({ value, at }) => {
    const why = misfitOf(context.spec, readObject(schema), value)
    return why === undefined
      ? checkWhole(context, [...owner.at, 'schema'], value, at)
      : [context.diagnostic('CC122', at, `The example \`${canonicalJson(value).slice(0, 60)}\` ${why}`)]
  })
}

function checkWhole(context: RuleContext, schemaAt: Path, value: JsonValue, at: Path): readonly Diagnostic[] {
  const misfit = exampleMisfit(context.spec, schemaAt, value)
  if (misfit === undefined) return []
  return [context.diagnostic('CC122', [...at, ...misfit.at], `The example does not fit its schema: ${misfit.why}`)]
}

function examplesOf({ value, at }: LocatedObject): readonly { readonly value: JsonValue; readonly at: Path }[] {
  const single = value.example === undefined ? [] : [{ value: value.example, at: [...at, 'example'] }]
  const named = Object.entries(readObject(value.examples)).flatMap(([name, example]) =>
    ['value', 'dataValue'].flatMap((key) => {
      const written = readObject(example)[key]
      return written === undefined ? [] : [{ value: written, at: [...at, 'examples', name, key] }]
    }),
  )
  return [...single, ...named]
}
