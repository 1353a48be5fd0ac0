/** The page of one operation: how to call it, what it takes, what comes of it, and what can go wrong, with commands to paste. */
import { isAsync, type Operation } from '../contract/operation.ts'
import { credentialCommand } from './credentials.ts'
import { type CommandContext, callCommand } from './curl.ts'
import { badge, code, requestLine } from './elements.ts'
import { type Html, html } from './html.ts'
import { markdown } from './markdown.ts'
import { accessSection } from './operation-access.ts'
import { callbackSections } from './operation-callbacks.ts'
import { endNote } from './operation-end.ts'
import { jobSteps } from './operation-job.ts'
import { limitsSection } from './operation-limits.ts'
import { problemsSection } from './operation-problems.ts'
import { requestSections } from './operation-request.ts'
import { resultSections } from './operation-result.ts'
import { scheduleSection } from './operation-schedule.ts'
import { htmlPage, type Page, type Section, type Site } from './page.ts'

export function operationPage(site: Site, context: CommandContext, operation: Operation): Page {
  return htmlPage(site, {
    title: operation.summary ?? operation.id,
    lead: lead(context.base, operation),
    body: [
      isAsync(operation) ? jobSteps(context, operation) : callSection(context, operation),
      accessSection(context.contract, operation),
      ...requestSections(context.published, operation),
      ...resultSections(context.published, operation),
      ...callbackSections(context, operation),
      problemsSection(context, operation),
      ...scheduleSection(operation),
      ...limitsSection(context.base, operation),
    ],
  })
}

function lead(base: string, operation: Operation): Html {
  const { id, method, path, deprecated, description, async: policy } = operation
  return html`<p>${requestLine(method, path)} ${policy !== undefined && badge('takes time', 'work')} ${deprecated && badge('deprecated', 'warning')}</p>
${endNote(base, operation)}
${markdown(description)}
<p class="quiet">Operation <code>${id}</code></p>`
}

function callSection(context: CommandContext, operation: Operation): Section {
  const credential = credentialCommand(context.contract, operation)
  return {
    id: 'call',
    title: 'Call it',
    content: html`${credential !== undefined && code(credential, 'Your credential, once')}
${code(callCommand(context, operation), 'The call')}`,
  }
}
