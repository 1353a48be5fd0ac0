/** The text of `generated/index.ts`: what handlers import. The types stand in files of their own, which no running server has to read. */
import type { Contract } from '../contract/contract.ts'
import { banner } from './banner.ts'

/** The text of `index.ts`. */
export function indexSource(contract: Contract): string {
  return banner(contract) + body
}

const body = `import { type DefineHandler, handlerDefiner } from "coatcheck";
import type { Operations } from "./operations.ts";

export type * from "./operations.ts";
export type * from "./schemas.ts";

/** Defines the handler of an operation; its input, context and result are typed from the spec. */
export const defineHandler: DefineHandler<Operations> = handlerDefiner<Operations>();
`
