/**
 * Writes the validators: `validators.code`, which a server reads piece by piece (the code of a large document would cost it more memory than
 * all else), and `validators.js`, which says where the pieces lie.
 */
import type { CompiledValidators } from '../schema/compile-validators.ts'

/** The files' texts by their names. */
export function writeValidators(banner: string, { index, units }: CompiledValidators): readonly [string, string][] {
  const lengths = [banner, ...units].map((text) => Buffer.byteLength(text))
  const roots = Object.entries(index.roots).map(
    ([name, pair]) => `    ${JSON.stringify(name)}: ${JSON.stringify(pair)},\n`,
  )
  const module = `import { openValidators } from "coatcheck/validation-runtime";

/** Bytes of the banner and of each unit of validators.code. */
const lengths = ${JSON.stringify(lengths)};

/** Units of each validator: the one that stops at the first error, and the one that goes on to the end. */
const roots = {
${roots.join('')}};

/** Patterns that only a linear engine may run. */
const guarded = ${JSON.stringify(index.guarded, null, 4)};

export const validators = openValidators(new URL("./validators.code", import.meta.url), lengths, { guarded, roots });
`
  return [
    ['validators.code', banner + units.join('')],
    ['validators.d.ts', `${banner}${moduleTypes}`],
    ['validators.js', `${banner}${module}`],
  ]
}

const moduleTypes = `import type { Validators } from "coatcheck";

export declare const validators: Validators;
`
