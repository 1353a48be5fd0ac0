/** What differences between schemas mean in an answer, its body and its headers alike. */
import type { AnswerCodes } from './schema-changes.ts'

export const responseCodes: AnswerCodes = {
  widened: 'response-widened',
  valueAdded: 'response-value-added',
  propertyRemoved: 'response-property-removed',
  propertyAdded: 'response-property-added',
  undecided: 'response-undecided',
  narrowed: 'response-narrowed',
  narrowedUndecided: 'response-narrowed',
  extended: 'response-narrowed',
}
