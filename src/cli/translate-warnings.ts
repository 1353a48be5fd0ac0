/** Warnings of Node on standard error: the one that a project's author can act on in our words, and every other as Node says it. */
import type { Terminal } from './terminal.ts'

/** From now on. */
export function translateWarnings(terminal: Terminal): void {
  const usual = process.listeners('warning')
  process.removeAllListeners('warning')
  process.on('warning', (warning) => {
    const sentence = sentenceOf(warning)
    if (sentence !== undefined) terminal.note(sentence)
    else for (const say of usual) say(warning)
  })
}

/** A project without `"type": "module"` runs, and each of its files is parsed twice. */
function sentenceOf(warning: Error): string | undefined {
  if (!('code' in warning) || warning.code !== 'MODULE_TYPELESS_PACKAGE_JSON') return undefined
  const file = /add "type": "module" to (.+)\.$/m.exec(warning.message)?.[1] ?? 'package.json'
  return `${file} does not say that the project's files are ES modules, so each start reads them twice. Add "type": "module" to it.`
}
