import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { compileProject } from '../../src/compiler/compile.ts'
import { expand } from '../../src/compiler/expand/expand.ts'
import { problemUrl } from '../../src/contract/links.ts'
import { jobFailureCatalog, problemCatalog } from '../../src/contract/problem-catalog.ts'
import { renderDocs } from '../../src/docs/render-docs.ts'
import { withKey } from '../compiler/compile-text.ts'
import { hostileSpec } from './hostile-spec.ts'
import { base, codeBlocks, pageText, renderText } from './site.ts'

const { spec } = await compileProject('spec/openapi.yaml')
if (spec === undefined) throw new Error('The sample does not compile')
const { contract } = spec
const pages = renderDocs({ contract, published: expand(spec) }, base)

describe('the docs', () => {
  it('have the front page, jobs, problems and a page for each operation', () => {
    const operations = contract.operations.map(({ id }) => `docs/operations/${id}`)
    expect([...pages.keys()].filter((key) => key.startsWith('docs'))).toEqual([
      'docs',
      'docs/jobs',
      'docs/problems',
      ...operations,
    ])
  })

  it('have a page for every `type` that a problem can have (R-ERR-1)', () => {
    const declared = contract.operations.flatMap((operation) => operation.async?.errors ?? []).map(({ code }) => code)
    const codes = [...Object.keys(problemCatalog), ...Object.keys(jobFailureCatalog), ...declared]
    expect(declared.length).toBeGreaterThan(0)
    expect(codes.filter((code) => !pages.has(problemUrl(base, code).slice(base.length + 1)))).toEqual([])
  })

  it('have no link to a page or a place in one that is not there', () => {
    const lost = [...pages].flatMap(([key, { text }]) => linksIn(text).filter((href) => !leadsSomewhere(key, href)))
    expect(lost).toEqual([])
    expect(linksIn(pageText(pages, 'docs')).length).toBeGreaterThan(8)
  })

  it('load nothing: no script, no image, no stylesheet, no font from anywhere', () => {
    for (const { text } of pages.values()) {
      expect(text).not.toMatch(/<(script|img|link|iframe|object|embed|form|base)\b/)
      expect(text).not.toMatch(/\b(src|srcset|style|on[a-z]+)=/)
      expect(text).not.toMatch(/url\(|@import/)
      expect(text.match(/<style>/g)).toHaveLength(1)
    }
  })

  it('are whole documents with one heading, a language, and a way past the header', () => {
    for (const { text, mediaType } of pages.values()) {
      expect(mediaType).toBe('text/html; charset=utf-8')
      expect(text.match(/<h1>/g)).toHaveLength(1)
      expect(text).toMatch(/^<!doctype html>\n<html lang="en">/)
      expect(text).toContain('<a class="skip" href="#content">')
      const ids = [...text.matchAll(/ id="([^"]*)"/g)].map((match) => match[1])
      expect(new Set(ids).size).toBe(ids.length)
    }
  })

  it('are the same every time', () => {
    expect([...renderDocs({ contract, published: expand(spec) }, base)]).toEqual([...pages])
  })

  it('are rendered when they are read, and once (P9)', () => {
    let reads = 0
    const source = {
      contract,
      get published() {
        reads += 1
        return expand(spec)
      },
    }
    const page = renderDocs(source, base).get('docs/operations/createReport')
    expect(reads).toBe(0)
    expect(page?.text).toBe(pageText(pages, 'docs/operations/createReport'))
    const once = reads
    expect(once).toBeGreaterThan(0)
    expect(page?.text).toBe(pageText(pages, 'docs/operations/createReport'))
    expect(reads).toBe(once)
  })

  it('do without jobs where nothing takes time', () => {
    const plain = renderText(
      withKey(
        "paths: { /things: { get: { operationId: listThings, responses: { '204': { description: None } } } } }\n",
      ),
    )
    expect(plain.has('problems/handler-error')).toBe(false)
    expect(pageText(plain, 'docs')).not.toContain('takes time')
  })
})

describe('the page of an operation', () => {
  const page = pageText(pages, 'docs/operations/createReport')

  it('says what is needed to call it', () => {
    expect(page).toContain('<code>X-API-Key</code>')
    expect(page).toContain('<code>reports:write</code>')
  })

  it('shows the members of body and result', () => {
    for (const member of ['dataset', 'callbackUrl', 'groups[].mean']) expect(page).toContain(`<code>${member}</code>`)
    expect(page).toContain('one of seattle-weather, gapminder-health-income, github, airports')
  })

  it('lists every code it can answer with', () => {
    for (const code of [
      'unreadable-data',
      'unknown-column',
      'handler-error',
      'invalid-request',
      'idempotency-key-mismatch',
    ]) {
      expect(page).toContain(`href="${problemUrl(base, code)}"`)
    }
  })

  it('shows a delivery of its callback, with this service’s URLs', () => {
    const delivery = codeBlocks(page).find((text) => text.startsWith('POST /your/path'))
    const body = JSON.parse(delivery?.split('\n\n').slice(1).join('\n\n') ?? '')
    expect(body).toMatchObject({
      type: 'createReport.succeeded',
      data: { operation: 'createReport', status: 'succeeded' },
    })
    expect(body.data.resourceLocation).toMatch(new RegExp(`^${base}/reports/`))
    expect(delivery).not.toContain('api.example.com')
  })

  it('says its limits in words', () => {
    const imports = pageText(pages, 'docs/operations/importContacts')
    for (const limit of ['up to 50 MB', '10 minutes', '1 hour', '2 days', '7 days']) expect(imports).toContain(limit)
    expect(imports).toContain('<code>rows</code>')
  })
})

describe('the page of a problem', () => {
  it('tells what happened, whether trying again helps, and who meets it', () => {
    const page = pageText(pages, 'problems/unavailable')
    expect(page).toContain(problemCatalog.unavailable.title)
    expect(page).toContain('503')
    expect(page).toContain('Yes, later')
  })

  it('has every meaning of a code that several operations declare', () => {
    const page = pageText(pages, 'problems/unreadable-data')
    for (const text of ['The data cannot be read', 'The file is not CSV', 'createReport', 'importContacts'])
      expect(page).toContain(text)
  })

  it('has both meanings of a code that requests and jobs share', () => {
    const page = pageText(pages, 'problems/not-implemented')
    for (const status of ['<dd>501</dd>', '<dd>500</dd>']) expect(page).toContain(status)
  })
})

describe('text of a spec on a page', () => {
  const hostile = renderText(hostileSpec)

  it('stays text: no element, no attribute, no unsafe link, no image', () => {
    for (const { text } of hostile.values()) {
      expect(text).not.toMatch(/<(script|img|b)\b/i)
      expect(linksIn(text).filter((href) => !/^(https:\/\/|#|$)/.test(href))).toEqual([])
      expect(text).not.toMatch(/<[^>]*\son[a-z]+=/i)
    }
    expect(pageText(hostile, 'docs/operations/makeThing')).toContain('&lt;script&gt;')
  })

  it('does not reach the stylesheet of the page', () => {
    const styles = new Set(
      [...hostile.values(), ...pages.values()].map(({ text }) => /<style>[\s\S]*?<\/style>/.exec(text)?.[0]),
    )
    expect(styles.size).toBe(1)
  })
})

describe('the guide for webhooks', () => {
  it('names the command that reveals the secret', async () => {
    expect(pageText(pages, 'docs/operations/createReport')).toContain('coatcheck endpoints reveal')
    expect(await readFile('src/cli/endpoints.ts', 'utf8')).toContain("'reveal'")
  })
})

function linksIn(page: string): readonly string[] {
  return [...page.matchAll(/ href="([^"]*)"/g)].map((match) => match[1] ?? '')
}

const served = ['/openapi.json', 'https://www.standardwebhooks.com/', 'https://example.com/']

function leadsSomewhere(from: string, href: string): boolean {
  if (served.some((known) => href === known || href === `${base}${known}`)) return true
  const [path = '', fragment] = href.split('#')
  if (path !== '' && !path.startsWith(`${base}/`)) return false
  const target = pages.get(path === '' ? from : path.slice(base.length + 1))
  return target !== undefined && (fragment === undefined || target.text.includes(` id="${fragment}"`))
}
