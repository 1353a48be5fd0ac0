/** Security schemes of OpenAPI 3.0, 3.1 and 3.2 with their OAuth flows. What each type of scheme needs is for the rule on security. */
import { boolean, from31, from32, mapOf, object, oneOf, optional, prose, required, text } from './define-shape.ts'
import type { ObjectShape, ObjectShapes } from './shape.ts'

const flow = (title: string, ...urls: readonly string[]): ObjectShape => ({
  title,
  extensible: true,
  fields: {
    ...Object.fromEntries(urls.map((url) => [url, required(text)])),
    refreshUrl: optional(text),
    scopes: required(mapOf(text)),
  },
})

/** Schemes of HTTP (RFC 7235), and other words for a type. */
const schemesOfHttp: ReadonlyMap<string, string> = new Map([
  ['bearer', 'Write `type: http, scheme: bearer`.'],
  ['jwt', 'Write `type: http, scheme: bearer, bearerFormat: JWT`.'],
  ['basic', 'Write `type: http, scheme: basic`.'],
  ['digest', 'Write `type: http, scheme: digest`.'],
  ['mtls', 'Write `type: mutualTLS`.'],
  ['oidc', 'Write `type: openIdConnect`.'],
])

export const securityShapes: ObjectShapes = {
  securityScheme: {
    title: 'a security scheme',
    extensible: true,
    section: 'securitySchemes',
    fields: {
      type: required({
        ...oneOf('apiKey', 'http', 'mutualTLS', 'oauth2', 'openIdConnect'),
        choiceVersions: { mutualTLS: from31 },
        instead: schemesOfHttp,
      }),
      description: optional(prose),
      name: optional(text),
      in: optional(oneOf('query', 'header', 'cookie')),
      scheme: optional(text),
      bearerFormat: optional(text),
      flows: optional(object('oauthFlows')),
      openIdConnectUrl: optional(text),
      oauth2MetadataUrl: optional(text, from32),
      deprecated: optional(boolean, from32),
    },
    keys: [
      { type: 'only-with', of: ['name', 'in'], by: 'type', values: ['apiKey'] },
      { type: 'only-with', of: ['scheme'], by: 'type', values: ['http'] },
      { type: 'only-with', of: ['bearerFormat'], by: 'scheme', values: ['bearer', 'Bearer', 'BEARER'] },
      { type: 'only-with', of: ['flows', 'oauth2MetadataUrl'], by: 'type', values: ['oauth2'] },
      { type: 'only-with', of: ['openIdConnectUrl'], by: 'type', values: ['openIdConnect'] },
    ],
  },
  oauthFlows: {
    title: 'the OAuth flows',
    extensible: true,
    fields: {
      implicit: optional(object('implicitFlow')),
      password: optional(object('passwordFlow')),
      clientCredentials: optional(object('clientCredentialsFlow')),
      authorizationCode: optional(object('authorizationCodeFlow')),
      deviceAuthorization: optional(object('deviceAuthorizationFlow'), from32),
    },
  },
  implicitFlow: flow('an implicit flow', 'authorizationUrl'),
  passwordFlow: flow('a password flow', 'tokenUrl'),
  clientCredentialsFlow: flow('a client credentials flow', 'tokenUrl'),
  authorizationCodeFlow: flow('an authorization code flow', 'authorizationUrl', 'tokenUrl'),
  deviceAuthorizationFlow: flow('a device authorization flow', 'deviceAuthorizationUrl', 'tokenUrl'),
}
