import { describe, expect, it } from 'vitest'
import type { ParameterFormat } from '../../src/base/parameter-format.ts'
import type { Parameter } from '../../src/contract/operation.ts'
import { deserialiseParameters, type RawParameters } from '../../src/schema/parameters.ts'

const text = { kind: 'primitive', types: ['string'] } as const
const integer = { kind: 'primitive', types: ['integer'] } as const
const texts = { kind: 'array', items: ['string'] } as const
const colour = { kind: 'object', properties: { R: ['integer'], G: ['integer'], B: ['integer'] }, others: [] } as const

const blue = 'blue'
const colours = ['blue', 'black', 'brown']
const rgb = { R: 100, G: 200, B: 150 }

const styleOf = { path: 'simple', query: 'form', header: 'simple', cookie: 'form' } as const

/** A contract's parameter is what the deserialiser takes. */
function parameter(given: Partial<Parameter> & Pick<Parameter, 'in'>): ParameterFormat {
  const style = given.style ?? styleOf[given.in]
  return { name: 'color', required: false, style, explode: style === 'form', json: false, shape: text, ...given }
}

function read(given: Partial<Parameter> & Pick<Parameter, 'in'>, raw: Partial<RawParameters>) {
  const { values, violations } = deserialiseParameters([parameter(given)], { path: {}, query: '', headers: {}, ...raw })
  return { value: values[given.in][given.name ?? 'color'], violations }
}

describe('styles (the table of OpenAPI 3.1, section 4.8.12.3)', () => {
  it.each([
    ['simple', false, text, 'blue', blue],
    ['simple', true, text, 'blue', blue],
    ['simple', false, texts, 'blue,black,brown', colours],
    ['simple', true, texts, 'blue,black,brown', colours],
    ['simple', false, colour, 'R,100,G,200,B,150', rgb],
    ['simple', true, colour, 'R=100,G=200,B=150', rgb],
    ['label', false, text, '.blue', blue],
    ['label', true, text, '.blue', blue],
    ['label', false, texts, '.blue,black,brown', colours],
    ['label', true, texts, '.blue.black.brown', colours],
    ['label', false, colour, '.R,100,G,200,B,150', rgb],
    ['label', true, colour, '.R=100.G=200.B=150', rgb],
    ['matrix', false, text, ';color=blue', blue],
    ['matrix', true, text, ';color=blue', blue],
    ['matrix', false, texts, ';color=blue,black,brown', colours],
    ['matrix', true, texts, ';color=blue;color=black;color=brown', colours],
    ['matrix', false, colour, ';color=R,100,G,200,B,150', rgb],
    ['matrix', true, colour, ';R=100;G=200;B=150', rgb],
  ] as const)('a path reads %s, explode %s, %o from %s', (style, explode, shape, raw, value) => {
    expect(read({ in: 'path', style, explode, shape }, { path: { color: raw } })).toEqual({ value, violations: [] })
  })

  it.each([
    ['form', false, text, 'color=blue', blue],
    ['form', true, text, 'color=blue', blue],
    ['form', false, texts, 'color=blue,black,brown', colours],
    ['form', true, texts, 'color=blue&color=black&color=brown', colours],
    ['form', false, colour, 'color=R,100,G,200,B,150', rgb],
    ['form', true, colour, 'R=100&G=200&B=150', rgb],
    ['spaceDelimited', false, texts, 'color=blue%20black%20brown', colours],
    ['spaceDelimited', false, texts, 'color=blue+black+brown', colours],
    ['spaceDelimited', true, texts, 'color=blue&color=black&color=brown', colours],
    ['spaceDelimited', false, colour, 'color=R%20100%20G%20200%20B%20150', rgb],
    ['pipeDelimited', false, texts, 'color=blue|black|brown', colours],
    ['pipeDelimited', false, texts, 'color=blue%7Cblack%7cbrown', colours],
    ['pipeDelimited', true, texts, 'color=blue&color=black&color=brown', colours],
    ['pipeDelimited', false, colour, 'color=R%7C100%7CG%7C200%7CB%7C150', rgb],
    ['deepObject', true, colour, 'color[R]=100&color%5BG%5D=200&color[B]=150', rgb],
  ] as const)('a query reads %s, explode %s, %o from %s', (style, explode, shape, query, value) => {
    expect(read({ in: 'query', style, explode, shape }, { query })).toEqual({ value, violations: [] })
  })

  it.each([
    [false, text, 'blue', blue],
    [false, texts, 'blue, black ,brown', colours],
    [false, colour, 'R,100,G,200,B,150', rgb],
    [true, colour, 'R=100, G=200, B=150', rgb],
    [false, text, 'a%20b', 'a%20b'],
  ] as const)('a header reads simple, explode %s, %o from %s', (explode, shape, raw, value) => {
    const headers = { 'x-color': raw }
    expect(read({ in: 'header', name: 'X-Color', explode, shape }, { headers })).toEqual({ value, violations: [] })
  })

  it.each([
    [true, text, 'other=1; color=blue', blue],
    [false, texts, 'color=blue,black,brown', colours],
    [true, texts, 'color=blue; color=black; color=brown', colours],
    [false, colour, 'color=R,100,G,200,B,150', rgb],
    [true, colour, 'R=100; G=200; B=150', rgb],
    [true, text, 'color=a%20b', 'a b'],
  ] as const)('a cookie reads form, explode %s, %o from %s', (explode, shape, cookie, value) => {
    expect(read({ in: 'cookie', explode, shape }, { headers: { cookie } })).toEqual({ value, violations: [] })
  })
})

describe('text and values', () => {
  it.each([
    [['integer'], '-3', -3],
    [['integer'], '9007199254740991', 9007199254740991],
    [['number'], '2.50e2', 250],
    [['boolean'], 'false', false],
    [['null', 'string'], 'null', null],
    [['integer', 'string'], '12', 12],
    [['integer', 'string'], '12a', '12a'],
    [['string'], '12', '12'],
  ] as const)('the first type that fits is taken: %j from %s', (types, raw, value) => {
    const shape = { kind: 'primitive', types } as const
    expect(read({ in: 'query', shape }, { query: `color=${raw}` })).toEqual({ value, violations: [] })
  })

  it.each([
    [['integer'], '1.5', 'must be an integer of at most 9007199254740991'],
    [['integer'], '01', 'must be an integer of at most 9007199254740991'],
    [['integer'], '9007199254740993', 'must be an integer of at most 9007199254740991'],
    [['integer'], '', 'must be an integer of at most 9007199254740991'],
    [['number'], 'Infinity', 'must be a number'],
    [['number'], '1e999', 'must be a number'],
    [['boolean'], 'TRUE', 'must be true or false'],
    [['integer', 'boolean'], 'x', 'must be an integer of at most 9007199254740991 or true or false'],
  ] as const)('%j does not read %j (IN-6)', (types, raw, detail) => {
    const shape = { kind: 'primitive', types } as const
    const { value, violations } = read({ in: 'query', shape }, { query: `color=${raw}` })
    expect({ value, violations }).toEqual({ value: undefined, violations: [{ pointer: '/query/color', detail }] })
  })

  it('splits before it decodes, so that an encoded delimiter belongs to the value', () => {
    const shape = texts
    expect(read({ in: 'query', explode: false, shape }, { query: 'color=a%2Cb,c%26d' }).value).toEqual(['a,b', 'c&d'])
    expect(read({ in: 'path', shape }, { path: { color: 'a%2Cb,c%2Fd' } }).value).toEqual(['a,b', 'c/d'])
  })

  it('reads "+" as a space in a query and as itself in a path', () => {
    expect(read({ in: 'query' }, { query: 'color=a+b%2Bc' }).value).toBe('a b+c')
    expect(read({ in: 'path' }, { path: { color: 'a+b' } }).value).toBe('a+b')
  })

  it('text that is not percent-encoded UTF-8 is a violation, not a crash', () => {
    for (const bad of ['%', '%zz', '%c3%28', '%ed%a0%80']) {
      const { violations } = read({ in: 'query' }, { query: `color=${bad}` })
      expect(violations).toEqual([{ pointer: '/query/color', detail: 'is not valid percent-encoded UTF-8' }])
    }
  })

  it('a list or object names the piece that is wrong', () => {
    const list = read({ in: 'query', shape: { kind: 'array', items: ['integer'] } }, { query: 'color=1&color=x' })
    expect(list.violations.map(({ pointer }) => pointer)).toEqual(['/query/color/1'])
    const object = read({ in: 'query', style: 'deepObject', shape: colour }, { query: 'color[R]=1&color[X]=2' })
    expect(object.violations).toEqual([
      { pointer: '/query/color/X', detail: 'is not a known property (known: "R", "G", "B")' },
    ])
  })

  it('an object of other names takes them, and none reaches a prototype (IN-3)', () => {
    const shape = { kind: 'object', properties: {}, others: ['string'] } as const
    const open = read({ in: 'query', style: 'deepObject', shape }, { query: 'color[constructor]=x' })
    expect(open.value).toEqual({ constructor: 'x' })
    const proto = read({ in: 'query', style: 'deepObject', shape }, { query: 'color[__proto__]=x' })
    expect(proto).toEqual({
      value: undefined,
      violations: [{ pointer: '/query/color/__proto__', detail: 'is not an allowed name' }],
    })
  })

  it('a JSON parameter is parsed, with the rules for bodies', () => {
    expect(read({ in: 'query', json: true }, { query: 'color=%7B%22a%22%3A%5B1%5D%7D' }).value).toEqual({ a: [1] })
    const { violations } = read({ in: 'query', json: true }, { query: 'color=%7B%22a%22%3A1%2C%22a%22%3A2%7D' })
    expect(violations).toEqual([{ pointer: '/query/color', detail: 'must be JSON, but repeats the name "a"' }])
  })

  it.each([
    [{ in: 'path', style: 'label' }, { path: { color: 'blue' } }, 'must begin with "."'],
    [{ in: 'path', style: 'matrix' }, { path: { color: 'blue' } }, 'must begin with ";"'],
    [{ in: 'path', style: 'matrix' }, { path: { color: ';colour=blue' } }, 'must be written ;color=…'],
    [{ in: 'path', style: 'matrix' }, { path: { color: ';color=a;color=b' } }, 'must be given once'],
    [{ in: 'path', shape: colour }, { path: { color: 'R,100,G' } }, 'must be names and values in turn'],
  ] as const)('text out of style is a violation: %o', (given, raw, detail) => {
    expect(read(given, raw).violations.map((one) => one.detail)).toEqual([detail])
  })
})

describe('presence', () => {
  it('a repeated single value is a violation (IN-7)', () => {
    expect(read({ in: 'query', shape: integer }, { query: 'color=1&color=2&c%6flor=3' }).violations).toEqual([
      { pointer: '/query/color', detail: 'must be given once, not 3 times' },
    ])
    const object = read({ in: 'query', style: 'deepObject', shape: colour }, { query: 'color[R]=1&color[R]=2' })
    expect(object.violations).toEqual([{ pointer: '/query/color/R', detail: 'must be given once' }])
    expect(read({ in: 'cookie' }, { headers: { cookie: 'color=1; color=2' } }).violations).toHaveLength(1)
  })

  it('a missing parameter is a violation when it is required, and its default when it has one', () => {
    expect(read({ in: 'query', required: true }, {}).violations).toEqual([
      { pointer: '/query/color', detail: 'is required' },
    ])
    expect(read({ in: 'query', default: 20, shape: integer }, {})).toEqual({ value: 20, violations: [] })
    expect(read({ in: 'query' }, {})).toEqual({ value: undefined, violations: [] })
    expect(read({ in: 'header', name: 'constructor', required: true }, {}).violations).toHaveLength(1)
  })

  it('an unknown query parameter is a violation that names the known ones and the one meant', () => {
    const limit = parameter({ in: 'query', name: 'limit', shape: integer })
    const raw = { path: {}, query: 'limti=5&li%6dit=3&x/y=1&x/y=2', headers: {} }
    const { values, violations } = deserialiseParameters([limit], raw)
    expect(values.query).toEqual({ limit: 3 })
    expect(violations).toEqual([
      { pointer: '/query/limti', detail: 'is not a known query parameter, did you mean "limit"? (known: "limit")' },
      { pointer: '/query/x~1y', detail: 'is not a known query parameter (known: "limit")' },
    ])
  })

  it('unknown headers and cookies never fail a request (R-INI-13)', () => {
    const raw = { path: {}, query: '', headers: { 'x-other': '1', cookie: 'a=1; b' } }
    expect(deserialiseParameters([], raw).violations).toEqual([])
  })

  it('every violation of a request is found, up to 100', () => {
    const query = Array.from({ length: 150 }, (_, index) => `p${index}=1`).join('&')
    expect(deserialiseParameters([], { path: {}, query, headers: {} }).violations).toHaveLength(100)
  })
})
