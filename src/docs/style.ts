/** The stylesheet of all pages: system fonts, light and dark, narrow and wide, print. It refers to nothing outside itself. */
import { type Html, trusted } from './html.ts'

export const stylesheet: Html = trusted(`
:root {
  --text: #1c2430; --quiet: #5a6675; --back: #ffffff; --panel: #f4f6f8; --line: #d9dfe6;
  --accent: #0b6e6e; --accent-soft: #e2f3f1; --warn: #8a4b00; --warn-soft: #fdf0dc; --mark: #b3261e;
  --get: #1c5fb0; --post: #0b6e4f; --put: #8a4b00; --delete: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e4e9ef; --quiet: #9fabb9; --back: #12171d; --panel: #1b222b; --line: #313b47;
    --accent: #5fd0c5; --accent-soft: #15322f; --warn: #f0b866; --warn-soft: #33260f; --mark: #ff8a80;
    --get: #82b4ff; --post: #63d3a6; --put: #f0b866; --delete: #ff8a80;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0; color: var(--text); background: var(--back); font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
a { color: var(--accent); text-underline-offset: 0.15em; }
a:focus-visible, [tabindex]:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: 0.875em; }
:not(pre) > code { background: var(--panel); border-radius: 0.25rem; padding: 0.1em 0.35em; overflow-wrap: anywhere; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 0.5rem; z-index: 2; background: var(--back); padding: 0.5rem; }
.top { position: sticky; top: 0; z-index: 1; background: var(--back); border-bottom: 1px solid var(--line); }
.top nav { max-width: 76rem; margin: 0 auto; padding: 0.7rem 1.25rem; display: flex; flex-wrap: wrap; gap: 0.2rem 2rem; align-items: baseline; }
.top ul { display: flex; flex-wrap: wrap; gap: 0.2rem 1.25rem; list-style: none; margin: 0; padding: 0; }
.top a { text-decoration: none; color: var(--text); }
.top li a { color: var(--quiet); }
.top a:hover { color: var(--accent); }
.brand { font-weight: 650; }
.brand small { font-weight: 400; color: var(--quiet); }
.frame { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem 5rem; display: grid; grid-template-columns: minmax(0, 1fr); gap: 3rem; }
@media (min-width: 68rem) { .frame:has(.contents) { grid-template-columns: minmax(0, 1fr) 13rem; } }
.contents { display: none; }
@media (min-width: 68rem) { .contents { display: block; position: sticky; top: 4.5rem; align-self: start; max-height: calc(100vh - 6rem); overflow-y: auto; font-size: 0.875rem; padding-top: 2.6rem; } }
.contents h2 { font-size: 0.75rem; letter-spacing: 0.06em; text-transform: uppercase; color: var(--quiet); margin: 0 0 0.5rem; border: 0; padding: 0; }
.contents ul { list-style: none; margin: 0; padding: 0 0 0 0.9rem; border-left: 1px solid var(--line); }
.contents li { margin: 0.3rem 0; }
.contents a { color: var(--quiet); text-decoration: none; }
.contents a:hover { color: var(--accent); }
main { max-width: 56rem; }
h1 { font-size: clamp(1.6rem, 4vw, 2.1rem); line-height: 1.2; margin: 2.2rem 0 0.8rem; letter-spacing: -0.01em; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 3rem 0 0.8rem; padding-top: 0.2rem; }
h3 { font-size: 1.03rem; margin: 1.6rem 0 0.4rem; }
p, .prose ul, .prose ol { margin: 0.6rem 0; max-width: 44rem; }
.anchor { color: var(--line); text-decoration: none; font-weight: 400; }
h2:hover .anchor, .anchor:focus { color: var(--accent); }
.lead { font-size: 1.08rem; color: var(--quiet); }
.request { display: inline-flex; flex-wrap: wrap; gap: 0.5rem; align-items: baseline; }
.request code { background: none; padding: 0; font-size: 0.95rem; overflow-wrap: anywhere; }
.method { font: 650 0.75rem/1 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; letter-spacing: 0.03em; padding: 0.28rem 0.45rem; border-radius: 0.3rem; border: 1px solid currentcolor; color: var(--quiet); }
.method.get { color: var(--get); } .method.post { color: var(--post); } .method.put, .method.patch { color: var(--put); } .method.delete { color: var(--delete); }
.badge { display: inline-block; font-size: 0.78rem; line-height: 1; padding: 0.3rem 0.55rem; border-radius: 1rem; white-space: nowrap; }
.badge.work { background: var(--accent-soft); color: var(--accent); }
.badge.warning { background: var(--warn-soft); color: var(--warn); }
.badge.quiet { background: var(--panel); color: var(--quiet); }
.note { background: var(--warn-soft); border-left: 3px solid var(--warn); border-radius: 0.25rem; padding: 0.6rem 0.9rem; }
.wide { overflow-x: auto; margin: 0.9rem 0; border: 1px solid var(--line); border-radius: 0.5rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.92rem; }
th, td { text-align: left; vertical-align: top; padding: 0.55rem 0.8rem; border-top: 1px solid var(--line); font-weight: 400; }
thead th { border-top: 0; background: var(--panel); font-size: 0.8rem; font-weight: 600; color: var(--quiet); white-space: nowrap; }
tbody th { min-width: 9rem; }
tbody th code { background: none; padding: 0; }
td p, td .prose { margin: 0 0 0.3rem; }
.needed { color: var(--mark); font-size: 0.8rem; white-space: nowrap; }
@media (min-width: 40rem) { .type { display: inline-block; min-width: 9.5rem; } }
.quiet { color: var(--quiet); }
.limits { color: var(--quiet); font-size: 0.85rem; }
.code { margin: 0.9rem 0; border: 1px solid var(--line); border-radius: 0.5rem; overflow: hidden; background: var(--panel); }
.code figcaption { font-size: 0.78rem; color: var(--quiet); padding: 0.4rem 0.9rem; border-bottom: 1px solid var(--line); }
.code pre { margin: 0; padding: 0.8rem 0.9rem; overflow-x: auto; line-height: 1.55; -webkit-user-select: text; user-select: text; tab-size: 2; }
.facts { margin: 0.9rem 0; display: grid; gap: 0; border-top: 1px solid var(--line); }
.facts div { display: grid; grid-template-columns: 13rem minmax(0, 1fr); gap: 0.2rem 1rem; padding: 0.5rem 0; border-bottom: 1px solid var(--line); }
.facts dt { color: var(--quiet); } .facts dd { margin: 0; }
@media (max-width: 40rem) { .facts div { grid-template-columns: 1fr; } }
.steps { list-style: none; margin: 1rem 0; padding: 0; counter-reset: step; }
.steps > li { counter-increment: step; position: relative; padding-left: 2.6rem; margin: 0 0 1.6rem; }
.steps > li::before { content: counter(step); position: absolute; left: 0; top: 0; width: 1.7rem; height: 1.7rem; border-radius: 50%; background: var(--accent-soft); color: var(--accent); font-weight: 650; font-size: 0.9rem; display: grid; place-items: center; }
.steps h3 { margin: 0 0 0.3rem; padding-top: 0.05rem; }
@media (max-width: 40rem) { .top { position: static; } .steps > li { padding-left: 0; } .steps h3 { padding-left: 2.4rem; min-height: 1.7rem; } tr > :nth-child(n + 3) { min-width: 12rem; } }
.operations { list-style: none; padding: 0; margin: 0.6rem 0; border-top: 1px solid var(--line); }
.operations li { border-bottom: 1px solid var(--line); padding: 0.7rem 0; display: flex; flex-wrap: wrap; gap: 0.3rem 0.8rem; align-items: baseline; }
.operations a { font-weight: 550; text-decoration: none; } .operations a:hover { text-decoration: underline; }
.operations .request { flex-basis: 100%; color: var(--quiet); }
.prose pre { background: var(--panel); border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.8rem 0.9rem; overflow-x: auto; }
.prose > :first-child { margin-top: 0; } .prose > :last-child { margin-bottom: 0; }
@media print { .top, .contents, .anchor, .skip { display: none; } .code pre { white-space: pre-wrap; } }
`)
