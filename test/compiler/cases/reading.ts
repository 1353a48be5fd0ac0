import { type Case, withComponents, withKey } from '../compile-text.ts'

const path = (operation: string): string => `paths:
  /things:
    get:
      operationId: listThings
${operation}`
const ok = `      responses: { '200': { description: Things } }`

const overlay = (rest: string): string => `overlay: 1.0.0\ninfo: { title: Ours, version: '1' }\n${rest}\n`
const overlayFault = (claim: string, text: string): readonly Case[] => [
  { claim: `an overlay with ${claim}`, text: withKey('paths: {}\n'), files: { 'spec/a.overlay.yaml': text } },
]

export const readingCases: readonly Case[] = [
  { claim: 'only the first syntax error is reported', text: 'openapi: 3.1.0\ninfo: «CC002»}\npaths: ]\n' },
  {
    claim: 'a key that stands twice is a syntax error',
    text: "openapi: 3.1.0\ninfo: { title: A, version: '1' }\n«CC002»info: {}\n",
  },
  { claim: 'text that is no mapping is not OpenAPI', text: '«CC007»just words\n' },
  { claim: 'an empty file is not OpenAPI', text: '«CC007»' },
  { claim: 'JSON is read, too, and has positions', text: '{\n\t"openapi": «CC007»"2.0"\n}\n' },
  { claim: 'broken JSON is a syntax error', text: '«CC002»{ "openapi": "3.1.0", ' },
  {
    claim: 'unquoted braces in a flow mapping are one diagnostic that says so',
    text: withKey(`paths: { «CC003»/things/{id}: { get: { operationId: a, responses: {} } } }`),
  },
  {
    claim: 'an unquoted callback expression in a flow mapping is the same mistake',
    text: withKey(`x-note: { «CC003»{$request.body#/url}: { post: {} } }`),
  },
  { claim: 'a key that is a mapping is refused', text: 'openapi: 3.1.0\n? «CC004»{ a: 1 }\n: 2\n' },
  { claim: 'a merge key is refused', text: 'openapi: 3.1.0\nx-a: &a { b: 1 }\nx-c:\n  «CC004»<<: *a\n' },
  { claim: 'a number that JSON lacks is refused', text: 'openapi: 3.1.0\nx-a: «CC004».inf\n' },
  { claim: 'a tag nobody knows is refused', text: 'openapi: 3.1.0\nx-a: «CC004»!secret 1\n' },
  { claim: 'the key __proto__ is refused', text: 'openapi: 3.1.0\nx-a: { «CC004»__proto__: { polluted: true } }\n' },
  { claim: 'an alias without an anchor is a syntax error', text: 'openapi: 3.1.0\nx-a: «CC002»*nowhere\n' },
  { claim: 'an anchor around its own alias is a cycle', text: 'openapi: 3.1.0\nx-a: &a [«CC004»*a]\n' },
  {
    claim: 'an anchor far around its own alias is one, too',
    text: 'openapi: 3.1.0\nx-a: &a { b: [&c {}, { d: «CC004»*a }] }\n',
  },
  { claim: 'an alias beside its anchor is no cycle', text: withKey('paths: {}\nx-a: [&a { b: 1 }, *a, { c: *a }]\n') },
  { claim: 'a NUL character is refused where it stands', text: 'openapi: 3.1.0\nx-a: «CC002»\0\n' },
  { claim: 'a version without its last part is met with the whole one', text: 'openapi: «CC007»3.1\n' },
  ...[
    '{ "type": "string", «CC002»}',
    '{ "enum": [1, «CC002»] }',
    '«CC002»type: string',
    '{ «CC002»type: "string" }',
    '{ "a": 0«CC002»1 }',
  ].map((text) => ({
    claim: `a file that is named .json is JSON, and not \`${text}\``,
    text: withComponents("  schemas: { Thing: { $ref: './thing.json' } }", 'paths: {}'),
    files: { 'spec/thing.json': text },
  })),
  {
    claim: 'a file that is named .json may hold any JSON',
    text: withComponents("  schemas: { Thing: { $ref: './thing.json' } }", 'paths: {}'),
    files: { 'spec/thing.json': 'true\n' },
  },
  {
    claim: 'an anchor is a plain name',
    text: withComponents(
      "  schemas: { A: { $anchor: «CC103»1x }, B: { $dynamicAnchor: «CC103»'' }, C: { $anchor: a.b-c } }",
      'paths: {}',
    ),
  },
  {
    claim: 'the 101st alias is refused (IN-4)',
    text: `openapi: 3.1.0\nx-a: &a 1\nx-b: [${'*a,'.repeat(100)}«CC006»*a]\n`,
  },
  { claim: 'the version is needed', text: "«CC007»info: { title: A, version: '1' }\n" },
  { claim: 'Swagger 2.0 is refused', text: "«CC007»swagger: '2.0'\n" },
  { claim: 'OpenAPI 4 is refused, and nothing else is said', text: 'openapi: «CC007»4.0.0\npath: {}\n' },
  {
    claim: 'a broken reference is one diagnostic at the place that refers',
    text: withComponents(
      '  schemas: { Report: { type: object } }',
      path(`      responses:
        '200':
          description: Things
          content: { application/json: { schema: { $ref: «CC010»'#/components/schemas/Raport' } } }`),
    ),
  },
  {
    claim: 'what every object inherits is not there to be referred to',
    text: withComponents(
      "  schemas: { Report: { not: { $ref: «CC010»'#/components/schemas/toString' } } }",
      'paths: {}',
    ),
  },
  {
    claim: 'a plain-name fragment is not followed',
    text: withKey(path(`      parameters: [{ $ref: «CC010»'#limit' }]\n${ok}`)),
  },
  {
    claim: 'a file that is not there is reported where it is referred to',
    text: withKey(path(`      parameters: [{ $ref: «CC010»./nope.yaml }]\n${ok}`)),
  },
  {
    claim: 'a reference to a server is not fetched',
    text: withKey(path(`      parameters: [{ $ref: «CC011»https://example.com/p.yaml }]\n${ok}`)),
  },
  {
    claim: 'a reference cannot climb out of the project',
    text: withKey(path(`      parameters: [{ $ref: «CC011»../../etc/passwd }]\n${ok}`)),
  },
  {
    claim: 'an absolute reference leaves the project',
    text: withKey(path(`      parameters: [{ $ref: «CC011»/etc/passwd }]\n${ok}`)),
  },
  {
    claim: 'a file URL leaves the project',
    text: withKey(path(`      parameters: [{ $ref: «CC011»'file:///etc/passwd' }]\n${ok}`)),
  },
  {
    claim: 'a second document begins where a spec author sees it',
    text: "openapi: 3.1.0\ninfo: { title: A, version: '1' }\npaths: {}\n«CC002»---\nopenapi: 3.1.0\n",
  },
  {
    claim: 'a key that stands twice in JSON is a syntax error',
    text: '{ "openapi": "3.1.0", "info": { "title": "A", «CC002»"title": "B" } }',
  },
  { claim: 'the key __proto__ is refused in JSON', text: '{ "openapi": "3.1.0", "x-a": { «CC004»"__proto__": {} } }' },
  { claim: 'a number that JSON cannot hold is refused', text: '{ "openapi": "3.1.0", "x-a": «CC004»1e999 }' },
  {
    claim: 'JSON nests 64 levels deep and no deeper',
    text: `{ "openapi": "3.1.0", "x-a": ${'['.repeat(64)}«CC005»[]${']'.repeat(64)} }`,
  },
  {
    claim: 'JSON with a comma too many is YAML',
    text: '{ "openapi": «CC007»"2.0", }',
  },
  {
    claim: 'aliases do not repeat a large value without end',
    text: `openapi: 3.1.0\nx-a: &a [${'1,'.repeat(12_000)}]\nx-b: [${'*a,'.repeat(83)}«CC006»*a,*a]\n`,
  },
  {
    claim: 'percent-encoded dots do not climb either',
    text: withKey(path(`      parameters: [{ $ref: «CC011»'%2e%2e/%2e%2e/etc/passwd' }]\n${ok}`)),
  },
  {
    claim: 'a schema is no parameter',
    text: withComponents(
      '  schemas: { Limit: { type: integer } }',
      path(`      parameters: [{ $ref: «CC012»'#/components/schemas/Limit' }]\n${ok}`),
    ),
  },
  {
    claim: 'a reference into an extension is of no known kind',
    text: withKey(
      `x-parts: { Limit: { name: limit, in: query } }\n${path(`      parameters: [{ $ref: «CC012»'#/x-parts/Limit' }]\n${ok}`)}`,
    ),
  },
  {
    claim: 'references that only refer to each other are reported',
    text: withComponents(
      `  schemas:
    A: { $ref: «CC013»'#/components/schemas/B' }
    B: { $ref: '#/components/schemas/A' }`,
      'paths: {}',
    ),
  },
  {
    claim: 'a loop of references is reported once, at its first one, however many lead into it',
    text: withComponents(
      `  schemas:
    A: { $ref: «CC013»'#/components/schemas/A' }
    B: { allOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/C' }] }
    C: { $ref: «CC013»./parts.yaml#/D }`,
      path(`      responses:
        '200':
          description: Things
          content: { application/json: { schema: { $ref: '#/components/schemas/C' } } }`),
    ),
    files: { 'spec/parts.yaml': "D: { $ref: 'openapi.yaml#/components/schemas/C' }\n" },
  },
  {
    claim: 'a loop of path items is reported once',
    text: withKey('paths:\n  /a: { $ref: ./a.yaml }\n  /b: { $ref: ./b.yaml }\n'),
    files: { 'spec/a.yaml': '$ref: ./b.yaml\n', 'spec/b.yaml': '$ref: «CC013»./a.yaml\n' },
  },
  {
    claim: 'a discriminator mapping to no schema is a broken reference',
    text: withComponents(
      `  schemas:
    Cat: { type: object, properties: { kind: { type: string } } }
    Pet: { oneOf: [{ $ref: '#/components/schemas/Cat' }], discriminator: { propertyName: kind, mapping: { cat: Cat, dog: «CC010»Dog } } }`,
      'paths: {}',
    ),
  },
  {
    claim: 'a mistake in another file is reported in that file',
    text: withComponents("  schemas: { Thing: { $ref: './things.yaml#/Thing' } }", 'paths: {}'),
    files: { 'spec/things.yaml': 'Thing:\n  type: «CC103»strng\n' },
  },
  {
    claim: 'a broken reference in another file is reported in that file',
    text: withComponents("  schemas: { Thing: { $ref: './things.yaml#/Thing' } }", 'paths: {}'),
    files: { 'spec/things.yaml': "Thing: { $ref: «CC010»'#/Part' }\n" },
  },
  {
    claim: 'a syntax error in another file is the only report',
    text: withComponents("  schemas: { Thing: { $ref: './things.yaml#/Thing' } }", 'paths: {}'),
    files: { 'spec/things.yaml': 'Thing: «CC002»]\n' },
  },
  {
    claim: 'path items that refer in a circle end',
    text: withKey('paths:\n  /a: { $ref: ./a.yaml }\n'),
    files: { 'spec/a.yaml': '$ref: «CC013»./a.yaml\n' },
  },
  {
    claim: 'a diagnostic that does not exist cannot be ignored',
    text: withKey('paths: {}\nx-coatcheck-ignore: { «CC108»CC999: why, «CC108»cc307: why }\n'),
  },
  {
    claim: 'nothing is ignored without a reason',
    text: withKey("paths: {}\nx-coatcheck-ignore: { CC307: «CC109», CC107: «CC109»' ', CC105: «CC109»true }\n"),
  },
  { claim: 'ignoring everything is not offered', text: withKey('paths: {}\nx-coatcheck-ignore: «CC109»true\n') },
  {
    claim: 'what ignores nothing is reported',
    text: withKey(`x-coatcheck-ignore: { «CC110»CC307: why }\n${path(ok)}\n`),
  },
  {
    claim: 'errors and what start refuses are not ignored',
    text: withKey('x-coatcheck-ignore: { «CC111»CC500: why, «CC111»CC100: why }\npaths: {}\n'),
  },
  {
    claim: 'a mistyped ignore key is met with the one that was meant',
    text: withKey('paths: {}\n«CC107»x-coatchek-ignore: { CC307: why }\n'),
  },
  ...overlayFault('a version nobody knows', 'overlay: «CC020»2.0.0\nextend: x\n'),
  ...overlayFault('a mistyped key', overlay('«CC100»extend: openapi.yaml\nactions: [{ target: $ }]')),
  ...overlayFault('a mistyped key of an action', overlay('actions: [{ target: $.info, «CC100»updat: {} }]')),
  ...overlayFault(
    'a missing key',
    overlay('actions: [{ «CC101»update: {} }]').replace('«CC101»', '').replace('{ update', '«CC101»{ update'),
  ),
  ...overlayFault('no actions', overlay('actions: «CC103»[]')),
  ...overlayFault('another document', overlay('extends: «CC021»other.yaml\nactions: [{ target: $.info, update: {} }]')),
  ...overlayFault(
    'the spec by its path is fine',
    overlay('extends: ./openapi.yaml\nactions: [{ target: $.info, update: {} }]'),
  ),
  ...overlayFault('no JSONPath', overlay('actions: [{ target: «CC022»/info, update: {} }]')),
  ...overlayFault('nothing', overlay('actions: [{ target: «CC023»$.nothing, update: {} }]')),
  ...overlayFault('a single value', overlay('actions: [{ target: «CC024»$.info.title, update: B }]')),
  ...overlayFault('a mapping that is to become a list', overlay('actions: [{ target: $.info, update: «CC024»[] }]')),
  ...overlayFault('the whole document', overlay('actions: [{ target: «CC024»$, remove: true }]')),
  ...overlayFault('an action that does nothing', overlay('actions: [«CC025»{ target: $.info }]')),
  ...overlayFault('text that is not YAML', 'overlay: «CC002»]\n'),
  ...overlayFault(
    'a mistake in what is added',
    overlay('actions:\n  - target: $.info\n    update: { «CC100»titel: B }'),
  ),
]
