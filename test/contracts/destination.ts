/** The contract of a destination: every entry of the registry is held to it by its own test. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import type { Message, Outside, SendResult } from '../../src/core/destination.ts'
import type { Json } from '../../src/core/json.ts'
import type { DestinationType } from '../../src/destinations/define.ts'
import { visible } from '../../src/notation/visible.ts'
import { countFaults, SIZES } from './counts.ts'
import { aMessage, HOSTILE, HOSTILE_NAMES, PLAIN } from './messages.ts'
import { type Received, type Reply, startWorld, type World } from './outside.ts'

export interface Facts<Config extends z.ZodObject> {
  /** As a person writes them; secrets as references. */
  readonly settings: z.input<Config>
  /** Other settings that make other payloads, by name: these are held to the same. */
  readonly variants?: Readonly<Record<string, Partial<z.input<Config>>>>
  /** The messages that one payload is made of; each must say how many findings it stands for. Absent: it is one. */
  readonly parts?: (payload: Json) => readonly Json[]
  /** Reference -> the secret, for the server at this address. */
  readonly secrets?: (url: string) => Readonly<Record<string, string>>
  /** The server to use, where its address is among the settings. */
  readonly server?: World
  /** What it returns for a first message, when later ones are told in a thread. */
  readonly thread?: Json
  /** What is wrong with a payload: a limit of the service that it breaks, or a text in it that the medium would obey. */
  readonly faults: (payload: Json, message: Message) => readonly string[]
  /** For what speaks HTTP: how the service says yes. */
  readonly http?: {
    readonly yes: Reply
    /** Where the idempotency key is in a request. */
    readonly key: (request: Received) => unknown
    /** Answers of this service that mean something of their own. */
    readonly answers?: readonly { readonly name: string; readonly reply: Reply; readonly expect: Expected }[]
  }
  /** For what does not: what the outside world does, and what must come of it. */
  readonly tries?: readonly { readonly name: string; readonly outside: Partial<Outside>; readonly expect: Expected }[]
}

/** `retry`: worth another try. `dead`: never. */
export type Expected = 'ok' | 'retry' | 'dead'

const STATUSES: readonly {
  readonly name: string
  readonly reply: Reply
  readonly expected: Expected
  readonly retryAfter?: number
}[] = [
  { name: '400', reply: { status: 400, body: 'invalid_payload' }, expected: 'dead' },
  { name: '401', reply: { status: 401, body: 'who are you' }, expected: 'dead' },
  { name: '403', reply: { status: 403, body: 'action_prohibited' }, expected: 'dead' },
  { name: '404', reply: { status: 404, body: 'no_service' }, expected: 'dead' },
  { name: '410', reply: { status: 410, body: 'channel_is_archived' }, expected: 'dead' },
  { name: '413', reply: { status: 413, body: 'too large' }, expected: 'dead' },
  { name: '302', reply: { status: 302, headers: { location: 'https://example.com/elsewhere' } }, expected: 'dead' },
  { name: '408', reply: { status: 408 }, expected: 'retry' },
  { name: '425', reply: { status: 425 }, expected: 'retry' },
  { name: '429', reply: { status: 429 }, expected: 'retry' },
  {
    name: '429 with seconds',
    reply: { status: 429, headers: { 'Retry-After': '30' } },
    expected: 'retry',
    retryAfter: 30_000,
  },
  {
    name: '429 with a date',
    reply: { status: 429, headers: { 'Retry-After': 'Wed, 04 Mar 2026 03:02:00 GMT' } },
    expected: 'retry',
    retryAfter: 120_000,
  },
  {
    name: '429 with JSON',
    reply: { status: 429, body: '{"message":"slow down","retry_after":1.5,"global":false}' },
    expected: 'retry',
    retryAfter: 1_500,
  },
  { name: '500', reply: { status: 500, body: 'oops' }, expected: 'retry' },
  {
    name: '503 with seconds',
    reply: { status: 503, headers: { 'Retry-After': '5' } },
    expected: 'retry',
    retryAfter: 5_000,
  },
  { name: 'a cut connection', reply: { instead: 'reset' }, expected: 'retry' },
  { name: 'no answer', reply: { instead: 'hang' }, expected: 'retry' },
]

/** Service -> the prefix of its actions, where IAM has another name for it. */
const IAM_PREFIXES: Readonly<Record<string, string>> = { eventbridge: 'events' }

export const destinationContract = <Config extends z.ZodObject>(
  destination: DestinationType<Config>,
  { settings: written, variants = {}, parts, secrets, server, thread, faults, http, tries = [] }: Facts<Config>,
): void => {
  const settings = destination.config.parse(written) as z.output<Config>
  const plain = { ...PLAIN, ...(thread !== undefined && inThread(PLAIN, thread)) }
  const hostile = { ...HOSTILE, ...(thread !== undefined && inThread(HOSTILE, thread)) }
  const looks = Object.entries({ 'as it is set': {}, ...variants }).map(
    ([name, changes]) => [name, destination.config.parse({ ...written, ...changes }) as z.output<Config>] as const,
  )
  const render = (message: Message): Json => destination.render(settings, message)
  let world: World
  // Outside of the suite: tests of the same file may use the server too.
  afterAll(() => world.close())

  describe(destination.type, () => {
    beforeAll(async () => {
      world = server ?? (await startWorld())
    })

    const known = (): Partial<Outside> => {
      const values = secrets?.(world.url) ?? {}
      return { secret: async (reference) => values[reference] ?? reference }
    }
    const send = (message: Message, changes: Partial<Outside> = {}): Promise<SendResult> =>
      destination.send(settings, render(message), message, world.outside({ ...known(), ...changes }))

    test('its settings refuse an unknown key', () => {
      expect(destination.config.safeParse({ ...written, no_such_key: 1 }).success).toBe(false)
    })

    test.each(Object.entries({ ...plain, ...hostile }))(
      'renders %s always the same, and without secrets',
      (_, message) => {
        const before = structuredClone(message)
        const payload = render(message)
        expect(JSON.stringify(render(structuredClone(message)))).toBe(JSON.stringify(payload))
        expect(message).toEqual(before)
        for (const secret of Object.values(secrets?.(world.url) ?? {}))
          expect(JSON.stringify(payload)).not.toContain(secret)
      },
    )

    describe.each(looks)('%s', (_, look) => {
      const rendered = (message: Message): Json => destination.render(look, message)

      test.each(Object.entries({ ...plain, ...hostile }))('renders %s: inert, within the limits', (_, message) => {
        expect(faults(rendered(message), message)).toEqual([])
      })

      test('a test says that it is one', () => {
        expect(JSON.stringify(rendered(aMessage('test')))).toMatch(/\btest\b/i)
      })

      test.each(SIZES)('%s: every number agrees, and each finding is listed or counted', (_, message) => {
        const inPlace = { ...message, thread: thread ?? null }
        for (const one of [message, inPlace]) {
          const payload = rendered(one)
          expect(faults(payload, one)).toEqual([])
          for (const part of parts?.(payload) ?? [payload]) expect(countFaults(part, one)).toEqual([])
        }
      })
    })

    test('what shows the event asks for its record', () => {
      const isAsked = (look: z.output<Config>): boolean => 'show' in look && look.show !== undefined
      for (const [, look] of looks.filter(([, look]) => isAsked(look)))
        expect(destination.needsRecord?.(look)).toBe(true)
      expect(looks.some(([, look]) => isAsked(look))).toBe('show' in destination.config.shape)
    })

    test('its payloads are the golden ones', () => {
      const file = new URL(`../golden/destinations/${destination.type}.json`, import.meta.url).pathname
      const golden = { ...plain, 'hostile names': HOSTILE_NAMES }
      const text = `${JSON.stringify(Object.fromEntries(Object.entries(golden).map(([name, message]) => [name, render(message)])), null, 2)}\n`
      if (process.env.UPDATE_GOLDEN) {
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, text)
      }
      expect(text).toBe(readFileSync(file, 'utf8'))
    })

    test('what it calls of AWS is what it asks to be allowed, each on an ARN', async () => {
      const called = new Set<string>()
      for (const { outside } of tries)
        await send(aMessage(), {
          ...outside,
          aws: async (...call) => {
            called.add(`${IAM_PREFIXES[call[0]] ?? call[0]}:${call[1]}`)
            return (await outside.aws?.(...call)) ?? {}
          },
        })
      const asked = destination.permissions?.(settings) ?? []
      expect(asked.map(({ action }) => action).sort()).toEqual([...called].sort())
      for (const { action, resource } of asked)
        expect(resource).toMatch(RegExp(`^arn:\\w*:${action.split(':')[0]}:.*:.`))
    })

    test.each(tries)('$name: $expect', async ({ outside, expect: expected }) => {
      expectResult(await send(aMessage(), outside), expected)
    })

    if (!http) {
      test('has tries that end well, badly for now, and badly for ever', () => {
        expect(new Set(tries.map(({ expect: expected }) => expected)).size).toBeGreaterThanOrEqual(2)
      })
      return
    }

    test('sends, and every try with the same key', async () => {
      world.answer(http.yes)
      world.received.length = 0
      expect(await send(aMessage())).toMatchObject({ ok: true })
      expect(await send(aMessage())).toMatchObject({ ok: true })
      const keys = world.received.map(http.key)
      expect(keys.length).toBeGreaterThanOrEqual(2)
      expect(keys[0]).toBeTruthy()
      expect(new Set(keys.map((key) => JSON.stringify(key))).size).toBe(1)
      for (const { method, headers } of world.received) {
        expect([method, headers['content-type']]).toEqual(['POST', 'application/json; charset=utf-8'])
        expect(headers['idempotency-key']).toBe(encodeURIComponent(aMessage().id))
      }
    })

    test.each(STATUSES)('answered with $name: $expected', async ({ reply, expected, retryAfter }) => {
      world.answer(reply)
      const result = await send(aMessage())
      expectResult(result, expected)
      if (result.ok) return
      expect(result.retryAfter).toBe(retryAfter)
      if (reply.status) expect(result.reason).toContain(String(reply.status))
      if (reply.body) expect(result.reason).toContain(reply.body)
    })

    test.each(http.answers ?? [])('$name: $expect', async ({ reply, expect: expected }) => {
      world.answer(reply)
      expectResult(await send(aMessage()), expected)
    })

    test('a reason never shows a secret, and is short', async () => {
      const hidden = Object.values(secrets?.(world.url) ?? {})
      expect(hidden.length).toBeGreaterThan(0)
      world.answer({
        status: 400,
        body: `${'x'.repeat(400)}you sent ${hidden.join(' ')} \u001b[2J ${'y'.repeat(3000)}`,
      })
      const results = [
        await send(aMessage()),
        await send(aMessage(), { http: async ({ url }) => Promise.reject(new Error(`no route to ${url}`)) }),
      ]
      for (const result of results) {
        if (result.ok) throw new Error('it was refused')
        expect(result.reason.length).toBeLessThanOrEqual(500)
        expect(visible(result.reason)).toBe(result.reason)
        for (const secret of hidden) {
          expect(result.reason).not.toContain(secret)
          if (secret.startsWith('http')) expect(result.reason).not.toContain(new URL(secret).pathname.slice(1))
        }
      }
    })

    test('a secret that cannot be read is worth another try', async () => {
      const secret = (): Promise<never> => Promise.reject(new Error('ThrottlingException'))
      expectResult(await send(aMessage(), { secret }), 'retry')
    })
  })
}

const inThread = (messages: Readonly<Record<string, Message>>, thread: Json): Readonly<Record<string, Message>> =>
  Object.fromEntries(
    Object.entries(messages).map(([name, message]) => [`${name}, in its thread`, { ...message, thread }]),
  )

const expectResult = (result: SendResult, expected: Expected): void => {
  const outcome: Expected = result.ok ? 'ok' : result.retry ? 'retry' : 'dead'
  expect([outcome, result]).toEqual([expected, result])
  if (!result.ok) expect(result.reason).not.toBe('')
}

/** Every text in a payload, keys of objects included. */
export const texts = (payload: Json): readonly string[] =>
  typeof payload === 'string'
    ? [payload]
    : Array.isArray(payload)
      ? payload.flatMap(texts)
      : typeof payload === 'object' && payload !== null
        ? Object.entries(payload).flatMap(([key, value]) => [key, ...texts(value)])
        : []

/** Texts with a character that hides, reorders or controls; line breaks are ours. */
export const unsafe = (payload: Json): readonly string[] =>
  texts(payload)
    .filter((text) => visible(text.replaceAll('\n', ' ')) !== text.replaceAll('\n', ' '))
    .map((text) => `unsafe: ${JSON.stringify(text.slice(0, 80))}`)

export const bytes = (payload: Json): number => Buffer.byteLength(JSON.stringify(payload))
