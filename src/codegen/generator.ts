/** Who writes the generated files: the name and version that banners and the manifest carry. */
import { createRequire } from 'node:module'

/** Version of the installed package. */
export const generatorVersion: string = readVersion(createRequire(import.meta.url)('coatcheck/package.json'))

function readVersion(manifest: { readonly version: string }): string {
  return manifest.version
}
