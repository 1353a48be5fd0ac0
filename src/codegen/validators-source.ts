/**
 * The texts of the validators: `validators.code`, which a server reads piece by piece (the code of a large document would cost it more
 * memory than all else), and `validators.js`, which says where the pieces lie.
 */
import { sealUnits } from '../schema/code-file.ts'
import type { CompiledValidators } from '../schema/compile-validators.ts'

/** The files' texts by their names. */
export function validatorsSource(banner: string, { index, units }: CompiledValidators): readonly [string, string][] {
  const { pieces, lengths, seal } = sealUnits(banner, units)
  const unitOf = Object.entries(index.unitOf).map(([name, unit]) => `    ${JSON.stringify(name)}: ${unit},\n`)
  const module = `import { openValidators } from "coatcheck/validation-runtime";

/** Bytes of the banner and of each unit of validators.code, and what all its units are marked with. */
const code = {
    lengths: ${JSON.stringify(lengths)},
    seal: ${JSON.stringify(seal)},
};

/** The unit of each validator. */
const unitOf = {
${unitOf.join('')}};

/** Patterns that only a linear engine may run. */
const guarded = ${JSON.stringify(index.guarded, null, 4)};

export const validators = openValidators(new URL("./validators.code", import.meta.url), code, { guarded, unitOf });
`
  return [
    ['validators.code', pieces.join('')],
    ['validators.d.ts', `${banner}${moduleTypes}`],
    ['validators.js', `${banner}${module}`],
  ]
}

const moduleTypes = `import type { Validators } from "coatcheck";

export declare const validators: Validators;
`
