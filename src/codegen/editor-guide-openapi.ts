/** What the keys of OpenAPI 3.0 to 3.2 mean, as an editor says it. */
import type { Guide } from './guide.ts'

const pathItem: Guide = {
  summary: 'What the operations of this path have in common, in a few words.',
  parameters: "Parameters of every operation of this path. An operation's own of the same name and place wins.",
  servers: 'Other base URLs for this path. They are published and not served here.',
  get: 'Reads. Never asynchronous.',
  put: 'Replaces. Asynchronous when the path has a GET, too.',
  post: 'Starts or makes something.',
  delete: 'Deletes. It may be asynchronous.',
  patch: 'Changes a part. Never asynchronous.',
  head: 'Headers of the GET without its body.',
  options: 'Which methods there are.',
  trace: 'Echoes the request.',
  query: 'Reads, with a body that says what (3.2).',
  additionalOperations: 'Operations with other methods, by the method as it is sent (3.2).',
}

const operation: Guide = {
  operationId: 'Unique name. The handler of `createReport` is `handlers/createReport.ts`.',
  tags: 'Groups in the docs.',
  requestBody: 'What is sent in the body.',
  responses: 'What is answered, by status code. Of an asynchronous operation, 200 or 201 says what the job yields.',
  callbacks: 'Requests that the service makes to a URL that the caller gave.',
  security: 'Who may call it: one of these alternatives must hold. `[]` with `x-public: true`: everybody.',
  servers: 'Other base URLs for this operation. They are published and not served here.',
}

const callbackOperation: Guide = {
  ...operation,
  operationId: 'Unique name of the webhook.',
  responses: 'What the receiver answers. Any 2xx means that it took the event.',
  'x-webhook': 'Which events are delivered, how much they tell, and when a failed delivery is tried again.',
}

const value: Guide = {
  required: 'Whether it must be given.',
  style: 'How a list or an object is written as text: `form`, `simple`, `deepObject`, …',
  explode: 'Whether each item or member is written by itself.',
  allowReserved: 'Whether characters like `/` and `?` may stand unescaped.',
  allowEmptyValue: 'Whether `?name=` without a value is allowed.',
  content: 'One media type, instead of `schema`: the text is a document of that type.',
}

const authorizationUrl = 'Where consent is asked for.'
const tokenUrl = 'Where tokens are had.'
const refreshUrl = 'Where tokens are renewed.'
const scopes = 'Every scope with what it allows.'

const components = (what: string): string => `${what} that references lead to, by name.`

export const openApiGuide: Readonly<Record<string, Guide>> = {
  externalDocs: { url: 'Where it is.' },
  overlay: {
    overlay: 'Version of the Overlay Specification: `1.0.0`.',
    info: 'Title and version of the overlay.',
    extends: 'The document it is meant for.',
    actions: 'What is changed, one after the other.',
  },
  overlayInfo: { title: 'Name of the overlay.', version: "The overlay's own version." },
  overlayAction: {
    target: "What is changed, as a JSONPath (RFC 9535): `$.paths['/reports'].post`.",
    update: 'What is merged into each target.',
    remove: 'Whether the targets are taken out.',
  },
  document: {
    openapi: 'Version of OpenAPI: `3.1.0`.',
    $self: 'The URI of this document (3.2).',
    info: 'Title and version of the API.',
    jsonSchemaDialect: 'The dialect of schemas that do not name theirs.',
    paths: 'Everything that can be called, by path.',
    webhooks: 'Requests that the service makes by itself, to endpoints that were registered.',
    components: 'Definitions that references lead to.',
    security: 'Who may call, for operations that do not say it themselves.',
    tags: 'Groups in the docs, with descriptions.',
    'x-async-defaults': 'What holds for every asynchronous operation that does not say otherwise.',
    'x-rate-limit': 'How often one caller may ask, where an operation does not say it itself.',
  },
  info: {
    title: 'Name of the API.',
    termsOfService: 'URL of the terms.',
    contact: 'Whom to ask.',
    license: 'Under which license it may be used.',
    version: "The API's own version.",
  },
  contact: { name: 'Who.', url: 'Where.', email: 'An e-mail address.' },
  license: { name: 'Name of the license.', identifier: 'Its SPDX identifier: `MIT`.', url: 'Its text.' },
  server: {
    url: 'Base URL, absolute or a path: `https://api.example.com/v1`, `/v1`.',
    name: 'A name for it (3.2).',
    variables: 'Values for the `{names}` in the URL.',
  },
  serverVariable: { enum: 'The values it may have.', default: 'The value that is served.' },
  pathItem,
  webhook: { ...pathItem, post: 'What the receiver is sent.', 'x-webhook': callbackOperation['x-webhook'] ?? '' },
  callbackItem: { ...pathItem, post: 'What the receiver is sent.', 'x-webhook': callbackOperation['x-webhook'] ?? '' },
  operation: {
    ...operation,
    'x-async-operation': 'The operation outlasts a request: it answers 202 and a job does the work. `true` is enough.',
    'x-public': 'Beside `security: []`: everybody may call it, on purpose.',
    'x-rate-limit': 'How often one caller may call it.',
    'x-deprecated-since': 'Beside `deprecated: true`: since which day, as `2027-03-31`.',
    'x-sunset': 'Beside `deprecated: true`: from which day on it starts nothing any more.',
  },
  webhookOperation: callbackOperation,
  parameter: { name: 'Its name. Header names ignore case.', in: 'Where it stands.', ...value },
  header: value,
  requestBody: { required: 'Whether a body must be sent.' },
  mediaType: {
    encoding: 'How the parts of a form are written.',
    itemSchema: 'The schema of each item of a sequence (3.2).',
    itemEncoding: 'How each item of a multipart sequence is written (3.2).',
    prefixEncoding: 'How the first items of a multipart sequence are written, one by one (3.2).',
  },
  encoding: {
    contentType: 'Media type of the part.',
    style: value.style ?? '',
    explode: value.explode ?? '',
    allowReserved: value.allowReserved ?? '',
    encoding: 'How parts within the part are written (3.2).',
    itemEncoding: 'How each item within the part is written (3.2).',
    prefixEncoding: 'How the first items within the part are written (3.2).',
  },
  response: { links: 'Calls that can follow, with what they take from this answer.' },
  example: {
    value: 'The example itself.',
    dataValue: 'The example as data, before it is written (3.2).',
    serializedValue: 'The example as it is written (3.2).',
    externalValue: 'URL of the example.',
  },
  link: {
    operationId: 'The operation to call.',
    operationRef: 'The operation to call, as a reference.',
    parameters: 'Its parameters, as values or runtime expressions: `$response.body#/id`.',
    requestBody: 'Its body, as a value or a runtime expression.',
    server: 'The base URL to call it at.',
  },
  tag: {
    name: 'The name that operations use.',
    parent: 'The tag that this one belongs to (3.2).',
    kind: 'What sort of tag it is: `nav`, `badge`, `audience` (3.2).',
  },
  components: {
    schemas: components('Schemas'),
    responses: components('Responses'),
    parameters: components('Parameters'),
    examples: components('Examples'),
    requestBodies: components('Request bodies'),
    headers: components('Headers'),
    securitySchemes: 'How callers prove who they are, by the name that `security` uses.',
    links: components('Links'),
    callbacks: components('Callbacks'),
    pathItems: components('Path items'),
    mediaTypes: components('Media types (3.2)'),
  },
  securityScheme: {
    type: 'The kind of credential.',
    name: 'Name of the header, cookie or query parameter.',
    in: 'Where the key is sent. In a query it ends up in logs.',
    scheme: 'Name of the HTTP scheme: `bearer`, `basic`.',
    bearerFormat: 'What the token is: `JWT`.',
    flows: 'The OAuth flows and their scopes.',
    openIdConnectUrl: 'Where the OpenID configuration is.',
    oauth2MetadataUrl: 'Where the metadata of the authorization server is (3.2).',
  },
  oauthFlows: {
    implicit: 'The implicit flow.',
    password: 'The password flow.',
    clientCredentials: 'For services: a client with its own secret.',
    authorizationCode: 'For people: they agree in the browser.',
    deviceAuthorization: 'For devices without a browser (3.2).',
  },
  implicitFlow: { authorizationUrl, refreshUrl, scopes },
  passwordFlow: { tokenUrl, refreshUrl, scopes },
  clientCredentialsFlow: { tokenUrl, refreshUrl, scopes },
  authorizationCodeFlow: { authorizationUrl, tokenUrl, refreshUrl, scopes },
  deviceAuthorizationFlow: {
    deviceAuthorizationUrl: 'Where a device asks for its code (3.2).',
    ...{ tokenUrl, refreshUrl, scopes },
  },
}
