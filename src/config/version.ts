/** The version of the installed package, read once: `--version`, generated files and the sender of webhooks all tell this one. */
import { createRequire } from 'node:module'

export const packageVersion: string = readVersion(createRequire(import.meta.url)('coatcheck/package.json'))

function readVersion(manifest: { readonly version: string }): string {
  return manifest.version
}
