/** Either a value or the reason there is none, for outcomes that are expected. */

export type Result<Value, Reason> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: Reason }

export const ok = <Value>(value: Value): Result<Value, never> => ({ ok: true, value })
export const refused = <Reason>(reason: Reason): Result<never, Reason> => ({ ok: false, reason })
