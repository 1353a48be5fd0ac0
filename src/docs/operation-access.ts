/** Who may call an operation. */
import type { AsyncPolicy } from '../contract/async-policy.ts'
import type { Contract } from '../contract/contract.ts'
import type { Operation, SecurityAlternative, SecurityScheme } from '../contract/operation.ts'
import { type Html, html } from './html.ts'
import { inlineMarkdown } from './markdown.ts'
import type { Section } from './page.ts'

export function accessSection(contract: Contract, operation: Operation): Section {
  return { id: 'access', title: 'Who may call it', content: access(contract, operation) }
}

function access(contract: Contract, { security, async: policy }: Operation): Html {
  if (security.length === 0)
    return html`<p>Everybody: no credential is needed.${policy !== undefined && ' Whoever knows the id of a job can see and cancel it: keep it to yourself.'}</p>`
  const alternatives = security.map((alternative) => html`<li>${alternativeText(contract, alternative)}</li>`)
  return html`<p>${security.length === 1 ? 'You need' : 'You need one of these'}:</p><ul>${alternatives}</ul>
${policy !== undefined && html`<p>${seenBy(policy)}${scopesText(policy.scopes)}. To everybody else it does not exist (404).</p>`}`
}

function seenBy({ visibility, cancel }: AsyncPolicy): string {
  const whose = visibility === 'tenant' ? 'Every caller of the tenant of the one' : 'Only the caller'
  return `${whose} who started a job can see${cancel.allowed ? ' or cancel' : ''} it`
}

function alternativeText(contract: Contract, alternative: SecurityAlternative): Html {
  const needs = Object.entries(alternative)
  if (needs.length === 0) return html`nothing: a credential is optional`
  const schemes = needs.map(([name, scopes], index) => {
    const scheme = contract.securitySchemes[name]
    return html`${index > 0 && ' and '}${scheme === undefined ? name : carrier(scheme)}${scopeText(scopes)}`
  })
  const notes = needs.flatMap(([name]) => inlineMarkdown(contract.securitySchemes[name]?.description) ?? [])
  return html`${schemes}${notes.map((note) => html`<br><span class="quiet">${note}</span>`)}`
}

function scopeText(scopes: readonly string[]): Html | undefined {
  if (scopes.length === 0) return undefined
  const names = scopes.map((scope, index) => html`${index > 0 && ', '}<code>${scope}</code>`)
  return html` with the ${scopes.length > 1 ? 'scopes' : 'scope'} ${names}`
}

function scopesText({ read, cancel }: AsyncPolicy['scopes']): Html | undefined {
  const extra = [...read.map((scope) => `${scope} to read`), ...cancel.map((scope) => `${scope} to cancel`)]
  return extra.length === 0 ? undefined : html` (the credential also needs: ${extra.join(', ')})`
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
