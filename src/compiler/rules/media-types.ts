/** Names of `content` are media types or ranges. */

import { readObject } from '../../base/read-json.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { isMediaRange } from '../lower/media-type.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import type { LocatedObject } from '../view/spec-view.ts'

export const checkMediaTypes: Rule = (context) =>
  context.spec.operations.flatMap(({ requestBody, responses }) =>
    [...(requestBody === undefined ? [] : [requestBody]), ...responses].flatMap((owner) =>
      checkContent(context, owner),
    ),
  )

function checkContent(context: RuleContext, { value, at }: LocatedObject): readonly Diagnostic[] {
  return Object.keys(readObject(value.content))
    .filter((mediaType) => !isMediaRange(mediaType))
    .map((mediaType) =>
      context.diagnostic('CC212', [...at, 'content', mediaType], `\`${mediaType}\` is not a media type`, {
        part: 'key',
      }),
    )
}
