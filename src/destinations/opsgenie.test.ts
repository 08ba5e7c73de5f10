import { expect, test } from 'vitest'
import { destinationContract, texts, unsafe } from '../../test/contracts/destination.ts'
import { aMessage, PLAIN } from '../../test/contracts/messages.ts'
import { startWorld } from '../../test/contracts/outside.ts'
import { isObject, type JsonObject } from '../core/json.ts'
import { opsgenie } from './opsgenie.ts'

const KEY = '01234567-89ab-cdef-0123-456789abcdef'
const world = await startWorld()
const settings = opsgenie.config.parse({ api_key: 'env:GENIE_KEY', api_url: world.url })

destinationContract(opsgenie, {
  settings,
  secrets: () => ({ 'env:GENIE_KEY': KEY }),
  server: world,
  faults: (payload) => {
    const { alias, create, close } = payload as JsonObject
    if (!isObject(create)) return isObject(close) ? unsafe(payload) : ['neither created nor closed']
    const { message, description, entity, tags, details } = create
    const html = [message, description, entity].map((text) => String(text).replaceAll('<br>', ''))
    return [
      ...unsafe(payload),
      ...html.filter((text) => /[<>"]|&(?!(?:amp|lt|gt|quot|#39);)/.test(text)).map((text) => `not escaped: ${text}`),
      ...(String(message).length > 130 || message === '' ? ['message'] : []),
      ...(String(alias).length > 512 || String(entity).length > 512 ? ['alias or entity'] : []),
      ...(String(description).length > 15_000 ? ['description'] : []),
      ...(texts(tags ?? null).length > 20 ? ['tags'] : []),
      ...texts(tags ?? null).filter((tag) => tag.length > 50),
      ...(texts(details ?? null).join('').length > 8_000 ? ['details'] : []),
    ]
  },
  http: {
    yes: { status: 202, body: '{"result":"Request will be processed","took":0.302}' },
    key: ({ body, headers }) => {
      expect(headers.authorization).toBe(`GenieKey ${KEY}`)
      return JSON.parse(body).alias
    },
  },
})

test('an alert that has ended is closed by its alias', async () => {
  world.answer({ status: 202 })
  world.received.length = 0
  const message = PLAIN.resolved ?? aMessage()
  const result = await opsgenie.send(settings, opsgenie.render(settings, message), message, world.outside())
  expect(result).toEqual({ ok: true })
  expect(world.received.map(({ path }) => path)).toEqual(['/v2/alerts/a1b2c3d4e5f60718%3A1/close?identifierType=alias'])
})

test('an address that ends in a slash is the same address', async () => {
  world.answer({ status: 202 })
  world.received.length = 0
  const slash = opsgenie.config.parse({ api_key: 'env:GENIE_KEY', api_url: `${world.url}/` })
  await opsgenie.send(slash, opsgenie.render(slash, aMessage()), aMessage(), world.outside())
  expect(world.received.map(({ path }) => path)).toEqual(['/v2/alerts'])
})
