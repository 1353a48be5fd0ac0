/** Who may call an operation. */
import type { Contract } from '../contract/contract.ts'
import type { Operation, SecurityAlternative, SecurityScheme } from '../contract/operation.ts'
import { type Html, html } from './html.ts'
import { inlineMarkdown } from './markdown.ts'
import type { Section } from './page.ts'

export function accessSection(contract: Contract, operation: Operation): Section {
  return { id: 'access', title: 'Who may call it', content: access(contract, operation) }
}

function access(contract: Contract, { security, async: policy }: Operation): Html {
  if (security.length === 0) return html`<p>Everybody: no credential is needed.</p>`
  const alternatives = security.map((alternative) => html`<li>${alternativeText(contract, alternative)}</li>`)
  return html`<p>${security.length === 1 ? 'You need' : 'You need one of these'}:</p><ul>${alternatives}</ul>
${policy !== undefined && html`<p>Only the caller who started a job can see or cancel it${scopesText(policy.scopes)}. To everybody else it does not exist (404).</p>`}`
}

function alternativeText(contract: Contract, alternative: SecurityAlternative): Html {
  const needs = Object.entries(alternative)
  if (needs.length === 0) return html`nothing: a credential is optional`
  return html`${needs.map(([name, scopes], index) => html`${index > 0 && ' and '}${schemeText(name, contract.securitySchemes[name])}${scopeText(scopes)}`)}`
}

function scopeText(scopes: readonly string[]): Html | undefined {
  if (scopes.length === 0) return undefined
  return html` with the scope${scopes.length > 1 && 's'} ${scopes.map((scope, index) => html`${index > 0 && ', '}<code>${scope}</code>`)}`
}

function scopesText({
  read,
  cancel,
}: {
  readonly read: readonly string[]
  readonly cancel: readonly string[]
}): Html | undefined {
  const extra = [...read.map((scope) => `${scope} to read`), ...cancel.map((scope) => `${scope} to cancel`)]
  return extra.length === 0 ? undefined : html` (the credential also needs: ${extra.join(', ')})`
}

function schemeText(name: string, scheme: SecurityScheme | undefined): Html {
  if (scheme === undefined) return html`<code>${name}</code>`
  const note = inlineMarkdown(scheme.description)
  return html`${carrier(scheme)}${note !== undefined && html` (${note})`}`
}

function carrier(scheme: SecurityScheme): Html {
  switch (scheme.type) {
    case 'apiKey':
      return html`an API key in the ${scheme.in} <code>${scheme.name}</code>`
    case 'http':
      return html`<code>Authorization: ${scheme.scheme}</code>`
    case 'mutualTLS':
      return html`a client certificate`
    case 'oauth2':
    case 'openIdConnect':
      return html`an access token in <code>Authorization: Bearer</code>`
  }
}
