/** Types of webhooks (R-WEB-3): what the wire does not allow becomes `_`, and no two may then be the same. */
import type { Rule } from '../rule.ts'

export const checkWebhookTypes: Rule = (context) => {
  const senders = context.spec.operations.filter(
    ({ async, value }) => async !== undefined && value.callbacks !== undefined,
  )
  return senders.flatMap((operation, index) => {
    const twin = senders
      .slice(0, index)
      .find((other) => other.id !== operation.id && typeName(other.id) === typeName(operation.id))
    if (twin === undefined) return []
    const { file, line, column } = context.place([...twin.at, 'operationId'])
    const message = `Webhooks of \`${operation.id}\` and \`${twin.id}\` would both be \`${typeName(twin.id)}.…\``
    const related = [{ message: `\`${twin.id}\` stands here`, file, line, column }]
    return [context.diagnostic('CC405', [...operation.at, 'operationId'], message, { related })]
  })
}

/** WH-5's pattern; empty segments cannot be kept either. */
const typeName = (id: string): string => id.replaceAll(/[^a-zA-Z0-9_.]/g, '_').replaceAll(/^\.|\.$|\.(?=\.)/g, '_')
