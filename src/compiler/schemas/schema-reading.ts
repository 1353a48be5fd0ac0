/** A document for what reads schemas part by part: its dialect, and where references lead. */
import type { SchemaReading } from '../../schema/schema-parts.ts'
import type { SpecView } from '../view/spec-view.ts'
import { referredTo } from './schema-node.ts'

export function schemaReading(spec: SpecView): SchemaReading {
  return { legacy: spec.version === '3.0', follow: (ref) => referredTo(spec, { $ref: ref })?.value }
}
