/** A page of the docs, and the frame that all of them share. */
import { type Html, html, type Part, toMarkup } from './html.ts'
import { stylesheet } from './style.ts'

export interface Page {
  readonly mediaType: string
  readonly text: string
}

export const htmlType = 'text/html; charset=utf-8'

/** The service a page belongs to. */
export interface Site {
  readonly title: string
  readonly version: string
  /** The public base B, without a trailing slash. */
  readonly base: string
}

export interface Content {
  readonly title: string
  readonly body: readonly Section[]
  /** Above the sections: what the page is about. */
  readonly lead: Part
}

export interface Section {
  readonly id: string
  readonly title: string
  readonly content: Part
}

/** The whole page. It loads nothing: its one stylesheet is inside. */
export function htmlPage(site: Site, { title, lead, body }: Content): Page {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title === site.title ? title : `${title} · ${site.title}`}</title>
<style>${stylesheet}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
${header(site)}
<div class="frame">
<main id="content">
<h1>${title}</h1>
${lead}
${body.map(section)}
</main>
${body.length > 2 && contents(body)}
</div>
</body>
</html>
`
  return { mediaType: htmlType, text: toMarkup(page) }
}

function header({ title, version, base }: Site): Html {
  return html`<header class="top"><nav aria-label="Site">
<a class="brand" href="${base}/docs">${title} <small>${version}</small></a>
<ul>
<li><a href="${base}/docs#operations">Operations</a></li>
<li><a href="${base}/docs/jobs">Jobs</a></li>
<li><a href="${base}/docs/problems">Problems</a></li>
<li><a href="${base}/openapi.json">OpenAPI</a></li>
</ul>
</nav></header>`
}

function section({ id, title, content }: Section): Html {
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title} <a class="anchor" href="#${id}" aria-label="Link to ${title}">#</a></h2>
${content}
</section>
`
}

function contents(sections: readonly Section[]): Html {
  return html`<nav class="contents" aria-label="On this page"><h2>On this page</h2><ul>
${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
</ul></nav>`
}
