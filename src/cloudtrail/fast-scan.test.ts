/** The fast reader against the full one and against a plain JSON.parse, on generated and mutated files. */
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../core/json.ts'
import { type ReadOptions, readLog } from './read-log.ts'

const WANTED = new Set(['StopLogging', 'CreateUser', 'ObjectCreated:Put'])
const NAMES = [
  'GetObject',
  'ListBuckets',
  'Decrypt',
  'StopLogging',
  'CreateUser',
  'ObjectCreated:Put',
  'LifecycleTransition',
]

/** What the parser makes of the text must be the same object, down to the order of keys. */
const run = (text: string | Buffer, options: ReadOptions) => {
  const handed: string[] = []
  const result = readLog(Buffer.from(text as string), options, (record) => handed.push(JSON.stringify(record)))
  return { handed, result }
}
const nameOf = (record: string): unknown => (JSON.parse(record) as JsonObject).eventName

const name = fc.constantFrom(...NAMES)
/** Every way to write an event name, and every way to look like one. */
const nameMember = fc.oneof(
  { weight: 8, arbitrary: name.map((n) => `"eventName":"${n}"`) },
  name.map((n) => `"eventName" : "${n}"`),
  name.map((n) => `"eventName":\t"${n}"`),
  name.map((n) => `"\\u0065ventName":"${n}"`),
  name.map((n) => `"eventN\\u0061me":"${n}"`),
  name.map((n) => `"eventName":"\\u00${n.charCodeAt(0).toString(16)}${n.slice(1)}"`),
  name.map((n) => `"previousEventName":"${n}"`),
  name.map((n) => `"xventName":"${n}"`),
  name.map((n) => `"\\"eventName":"${n}"`),
  name.map((n) => `"field":"eventName","is":"${n}"`),
  name.map((n) => `"text":"\\"eventName\\":\\"${n}\\""`),
  name.map((n) => `"eventName":{"eventName":"${n}"}`),
  fc.constantFrom('"eventName":null', '"eventName":17', '"eventName":""', '"eventName":["StopLogging"]'),
)
const textMember = fc
  .constantFrom(
    '[',
    ']',
    '{',
    '}',
    '},{',
    '":[',
    '],"',
    '"]',
    '"},{"eventVersion":"1.08"',
    '"eventName":"StopLogging"',
    'a\\',
    '[\n ]',
    ':[',
    ',',
  )
  .chain((t) => fc.constantFrom('a', 'b c', 'eventSource').map((key) => `"${key}":${JSON.stringify(t)}`))
const plainMember = fc.constantFrom(
  '"eventTime":"2026-03-01T10:00:00Z"',
  '"eventSource":"s3.amazonaws.com"',
  '"eventSource":"aws:s3"',
  '"eventSource" :\t"aws:dynamodb"',
  '"eventSource":"SelfManagedKafka"',
  '"eventSource":"\\u0061ws:s3"',
  '"EventSource":"aws:sns"',
  '"requestParameters":{"eventSource":"aws:kinesis"}',
  '"awsRegion":"us-east-1"',
  '"eventID":"7"',
  '"readOnly":true',
  '"resources":[{"ARN":"x"},{"ARN":"y"}]',
  '"items":[[1],[{}],[]]',
  '"empty":{}',
  '"text":"a\\u003cb"',
  '"eventType":"AwsApiCall"',
  '"eventType":"AwsCloudTrailInsight"',
  '"detail-type":"x","detail":{"eventName":"StopLogging"}',
  '"__proto__":{"eventName":"StopLogging"}',
)
const HEAD = '"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"alice"}'
const TAIL = '"recipientAccountId":"123456789012","eventCategory":"Management"'

const recordOf = (depth: number): fc.Arbitrary<string> => {
  const inner = depth === 0 ? fc.constant('{}') : recordOf(depth - 1)
  const listMember = fc
    .tuple(
      fc.array(fc.oneof(inner, fc.constantFrom('1', '{"x":1}', '{"eventCategory":"Management"}', '"]"')), {
        maxLength: 4,
      }),
      fc.constantFrom('items', 'doc'),
    )
    .map(([items, key]) => `"${key}":[${items.join(',')}]`)
  const member = fc.oneof(
    { weight: 3, arbitrary: plainMember },
    { weight: 2, arbitrary: textMember },
    { weight: 1, arbitrary: listMember },
    { weight: 1, arbitrary: inner.map((r) => `"record":${r}`) },
  )
  const usual = fc
    .tuple(
      fc.array(member, { maxLength: 3 }),
      nameMember,
      fc.array(member, { maxLength: 4 }),
      fc.option(nameMember, { freq: 8 }),
    )
    .map(([before, n, after, again]) => [HEAD, ...before, n, ...after, ...(again === null ? [] : [again]), TAIL])
  const shuffled = fc
    .tuple(fc.array(fc.oneof(member, nameMember, fc.constant('"eventVersion":"1.08"')), { maxLength: 7 }), fc.boolean())
    .map(([members, named]) => (named ? [...members, '"eventName":"GetObject"'] : members))
  return fc
    .tuple(fc.oneof({ weight: 5, arbitrary: usual }, shuffled), fc.constantFrom(',', ',', ',', ', ', ',\n '))
    .map(([members, comma]) => `{${members.join(comma)}}`)
}
/** As AWS writes them, but for what a member may hold. */
const calm = fc
  .tuple(name, fc.array(fc.oneof({ weight: 3, arbitrary: plainMember }, textMember), { maxLength: 3 }), fc.boolean())
  .map(([n, members, plain]) => `{${[HEAD, `"eventName":"${n}"`, ...(plain ? [] : members), TAIL].join(',')}}`)
const odd = fc.oneof({ weight: 10, arbitrary: recordOf(2) }, fc.constantFrom('5', 'null', '{}', '[]', '{"a":"b"}'))
const records = fc.oneof(
  fc.array(calm, { maxLength: 9 }),
  fc.array(fc.oneof({ weight: 8, arbitrary: calm }, odd), { maxLength: 9 }),
  fc.array(odd, { maxLength: 6 }),
)
const line = (r: string) => r.replaceAll('\n', ' ')
const file = fc.tuple(records, fc.nat(5), fc.constantFrom('', '\n', ' \n ')).map(([rs, layout, end]) => {
  if (layout <= 2) return `{"Records":[${rs.join(',')}]}${end}`
  if (layout === 3) return `[${rs.join(',')}]${end}`
  if (layout === 4) return `${rs.map(line).join('\n')}${end}`
  return `{"Records":[${rs.join(' , ')}], "x": 1}${end}`
})

const wants = (eventName: string | undefined) => eventName !== undefined && WANTED.has(eventName)
/** A name that is no text may mean anything: the record is always handed over. */
const isWanted = (eventName: unknown) =>
  eventName !== undefined && (typeof eventName !== 'string' || WANTED.has(eventName))
const agree = (text: string | Buffer, maxDepth = 1000) => {
  const full = run(text, { maxDepth })
  const fast = run(text, { maxDepth, wants })
  expect(fast.handed).toEqual(full.handed.filter((record) => isWanted(nameOf(record))))
  return { full: full.result, fast: fast.result }
}
const accounted = ({ records: all, evaluated, skipped, failed }: ReturnType<typeof readLog>) =>
  all === evaluated + Object.values(skipped).reduce((a, b) => a + b, 0) + failed.reduce((a, b) => a + b.count, 0)

describe('the fast reader', () => {
  test('hands over the same records and counts the same', { tags: 'property' }, () => {
    let fastFiles = 0
    let unparsed = 0
    fc.assert(
      fc.property(file, (text) => {
        const { full, fast } = agree(text)
        const { path, parsed, ...counts } = fast
        const { path: _path, parsed: all, ...expected } = full
        expect(counts).toEqual(expected)
        if (path === 'fast') fastFiles++
        unparsed += all - parsed
      }),
      { numRuns: 3000 },
    )
    expect(fastFiles).toBeGreaterThan(300)
    expect(unparsed).toBeGreaterThan(300)
  })

  test('agrees with JSON.parse on a whole file', { tags: 'property' }, () => {
    fc.assert(
      fc.property(records, (rs) => {
        const text = `{"Records":[${rs.join(',')}]}`
        const parsed = (JSON.parse(text) as { Records: JsonObject[] }).Records
        const wanted = parsed.filter(
          (r) =>
            WANTED.has(r?.eventName as string) &&
            !/^(?:aws:|SelfManagedKafka)/.test(`${r.eventSource ?? r.EventSource}`),
        )
        const handed = run(text, { wants }).handed.filter((record) => typeof nameOf(record) === 'string')
        expect(handed).toEqual(wanted.map((r) => JSON.stringify(r)))
      }),
      { numRuns: 1000 },
    )
  })

  test('agrees on files that are cut, changed or joined', { tags: 'property' }, () => {
    fc.assert(
      fc.property(
        file,
        fc.nat(),
        fc.constantFrom('', '"', '}', ']', '{', '\\', ',', '\n', '\u0000', '\ufffd'),
        fc.boolean(),
        (text, at, put, zip) => {
          const place = at % (text.length + 1)
          for (const changed of [
            text.slice(0, place),
            text.slice(0, place) + put + text.slice(place + 1),
            text + put + text,
          ]) {
            const bytes = zip ? gzipSync(changed) : Buffer.from(changed)
            const full = run(bytes, {})
            expect(accounted(full.result)).toBe(true)
            const fast = run(bytes, { wants })
            expect(accounted(fast.result)).toBe(true)
            // A piece that nobody wants is not parsed, so a fault in it may go unseen; a wanted record never does.
            if (fast.result.path === 'full') expect(fast.result).toEqual(full.result)
            for (const record of full.handed)
              if (WANTED.has(nameOf(record) as string)) expect(fast.handed).toContain(record)
          }
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('never throws on bytes of any kind', { tags: 'property' }, () => {
    const syntax = fc.constantFrom(...'{}[]",:\\\n 1nt', '{"Records":[', '{"eventName":"x"}', '\u001f\u008b')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.array(syntax, { maxLength: 40 }).map((a) => Buffer.from(a.join(''), 'latin1')),
        ),
        fc.boolean(),
        (raw, zip) => {
          const bytes = zip ? gzipSync(raw) : Buffer.from(raw)
          for (const options of [{}, { wants }, { wants, maxDepth: 2 }, { maxInflated: 50 }])
            expect(accounted(readLog(bytes, options, () => {}))).toBe(true)
        },
      ),
      { numRuns: 5000 },
    )
  })

  // Between records as AWS writes them, so that everything around is read by the scan.
  const usual = `{${HEAD},"eventName":"GetObject","resources":[{"ARN":"x"}],${TAIL}}`
  const evil: readonly { readonly name: string; readonly record: string; readonly handed: number }[] = [
    { name: 'a second name', record: `{${HEAD},"eventName":"GetObject","eventName":"StopLogging",${TAIL}}`, handed: 1 },
    {
      name: 'a second name that hides the wanted one',
      record: `{${HEAD},"eventName":"StopLogging","eventName":"GetObject",${TAIL}}`,
      handed: 0,
    },
    {
      name: 'a second name behind space',
      record: `{${HEAD},"eventName":"GetObject", "eventName" : "StopLogging",${TAIL}}`,
      handed: 1,
    },
    {
      name: 'a second name under an escaped key',
      record: `{${HEAD},"eventName":"GetObject","eventN\\u0061me":"StopLogging",${TAIL}}`,
      handed: 1,
    },
    {
      name: 'a second name that is no text',
      record: `{${HEAD},"eventName":"StopLogging","eventName":null,${TAIL}}`,
      handed: 1,
    },
    { name: 'an escaped name', record: `{${HEAD},"eventName":"\\u0053topLogging",${TAIL}}`, handed: 1 },
    {
      name: 'an unwanted name in the identity',
      record: `{"eventVersion":"1.08","userIdentity":{"eventName":"GetObject"},"eventName" :"StopLogging",${TAIL}}`,
      handed: 1,
    },
    {
      name: 'a wanted name deeper down',
      record: `{${HEAD},"eventName":"GetObject","requestParameters":{"eventName":"StopLogging"},${TAIL}}`,
      handed: 0,
    },
    {
      name: 'a record in the record',
      record: `{${HEAD},"eventName":"GetObject","record":{${HEAD},"eventName":"StopLogging",${TAIL}},${TAIL}}`,
      handed: 0,
    },
    {
      name: 'records in the record',
      record: `{${HEAD},"eventName":"GetObject","doc":[${usual},${usual}],${TAIL}}`,
      handed: 0,
    },
    {
      name: 'a list made to look like the end of the record and the beginning of others',
      record: `{${HEAD},"eventName":"GetObject","doc":[{"x":1,${TAIL}},{${HEAD},"eventName":"StopLogging",${TAIL}},{${HEAD},"eventName":"GetObject",${TAIL}}],${TAIL}}`,
      handed: 0,
    },
    {
      name: 'such a list with brackets in texts',
      record: `{${HEAD},"eventName":"GetObject","doc":[{"x":1,${TAIL}},{${HEAD},"eventName":"StopLogging",${TAIL}},{${HEAD},"eventName":"GetObject","t":"[","u":":[","v":"\\":[",${TAIL}}],${TAIL}}`,
      handed: 0,
    },
  ]
  test.each(evil)('is not fooled by $name', ({ record, handed }) => {
    const text = `{"Records":[${[usual, usual, record, usual].join(',')}]}`
    expect(run(`{"Records":[${[usual, usual, usual].join(',')}]}`, { wants }).result).toMatchObject({
      path: 'fast',
      parsed: 1,
    })
    for (const input of [
      text,
      [usual, usual, record, usual].join('\n'),
      `[${[usual, usual, record, usual].join(',')}]`,
    ]) {
      const { full, fast } = agree(input)
      expect({ ...fast, path: '', parsed: 0 }).toEqual({ ...full, path: '', parsed: 0 })
      expect(run(input, { wants }).handed).toHaveLength(handed)
    }
  })

  test.each(['GetObject', 'StopLogging'])('counts a %s that is nested too deeply', (eventName) => {
    const nested = `"requestParameters":${'{"a":'.repeat(30)}1${'}'.repeat(30)}`
    const text = `{"Records":[${usual},${usual},{${HEAD},"eventName":"${eventName}",${nested},${TAIL}},${usual}]}`
    const { full, fast } = agree(text, 20)
    expect(full.failed).toEqual([{ reason: 'record 3 is nested deeper than 20 levels', count: 1 }])
    expect(fast.failed).toEqual(full.failed)
  })

  test('parses only what is wanted, and asks once per name', () => {
    const asked: (string | undefined)[] = []
    const some = Array.from(
      { length: 1000 },
      (_, i) =>
        `{${HEAD},"eventName":"${i % 100 === 7 ? 'StopLogging' : `Get${i % 10}`}","items":[{"a":1},{"a":2}],${TAIL}}`,
    )
    const { result, handed } = run(`{"Records":[${some.join(',')}]}`, {
      wants: (n) => asked.push(n) > 0 && wants(n),
    })
    expect(result).toMatchObject({ path: 'fast', records: 1000, evaluated: 1000 })
    expect(result.parsed).toBeLessThan(15)
    expect(handed).toHaveLength(10)
    expect(asked.filter((n) => n === 'Get3')).toHaveLength(1)
  })
})
