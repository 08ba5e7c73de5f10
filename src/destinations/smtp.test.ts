import { expect, test } from 'vitest'
import { destinationContract, unsafe } from '../../test/contracts/destination.ts'
import { aMessage } from '../../test/contracts/messages.ts'
import type { Outside } from '../core/destination.ts'
import type { Mail } from './mail.ts'
import { smtp } from './smtp.ts'
import { mailFaults } from './testing/mail.ts'

const SETTINGS = {
  server: 'smtp://mail.example.com',
  username: 'alerts@example.com',
  password: 'env:SMTP_PASSWORD',
  to_emails: ['security@example.com'],
  from_email: 'Tattletrail <alerts@example.com>',
}

const refuse = (responseCode?: number) => ({
  mail: () => Promise.reject(Object.assign(new Error('refused'), responseCode === undefined ? {} : { responseCode })),
})

destinationContract(smtp, {
  settings: SETTINGS,
  variants: { 'with the event': { show: ['event'] } },
  secrets: () => ({ 'env:SMTP_PASSWORD': 'hunter2/:@' }),
  faults: (payload) => {
    const mail = payload as unknown as Mail & { messageId: string; references: string }
    const ids = [mail.messageId, mail.references].filter((id) => !/^<[0-9a-f]{40}@example\.com>$/.test(id))
    return [...unsafe(payload), ...mailFaults(mail), ...ids]
  },
  tries: [
    {
      name: 'taken, with the user and the password in the address',
      outside: {
        mail: async (server) => expect(server).toBe('smtp://alerts%40example.com:hunter2%2F%3A%40@mail.example.com'),
      },
      expect: 'ok',
    },
    { name: 'a server that is away', outside: refuse(), expect: 'retry' },
    { name: 'busy', outside: refuse(421), expect: 'retry' },
    { name: 'greylisted', outside: refuse(451), expect: 'retry' },
    { name: 'a wrong password', outside: refuse(535), expect: 'dead' },
    { name: 'no such mailbox', outside: refuse(550), expect: 'dead' },
    {
      name: 'a secret that cannot be had',
      outside: { secret: () => Promise.reject(new Error('no')) },
      expect: 'retry',
    },
  ],
})

test('one alert is one conversation; every try is the same mail', () => {
  const settings = smtp.config.parse(SETTINGS)
  const render = (message = aMessage()) => smtp.render(settings, message) as Record<string, string>
  const later = render({ ...aMessage('new-findings'), id: 'a1b2c3d4e5f60718:1:team:2' })
  const again = render(aMessage('first', { episode: 2 }))
  expect(render()).toEqual(render())
  expect(later.messageId).not.toBe(render().messageId)
  expect([later.references, later.subject]).toEqual([render().references, render().subject])
  expect(again.references).not.toBe(render().references)
})

test('a password that the server repeats is not passed on', async () => {
  const mail = (): Promise<never> => Promise.reject(Object.assign(new Error('535 bad: hunter2'), { responseCode: 535 }))
  const outside = { secret: async () => 'hunter2', mail } as unknown as Outside
  const result = await smtp.send(smtp.config.parse(SETTINGS), {}, aMessage(), outside)
  expect(result).toEqual({ ok: false, retry: false, reason: '535 bad: [secret]' })
})

const SERVERS: readonly (readonly [string, boolean])[] = [
  ['smtp://mail.example.com', true],
  ['smtps://mail.example.com:465', true],
  ['smtp://[::1]:2525', true],
  ['smtp://dana:secret@mail.example.com', false],
  ['mail.example.com:25', false],
  ['https://mail.example.com', false],
]
test.each(SERVERS)('%s is a mail server: %s', (server, isOne) => {
  expect(smtp.config.safeParse({ ...SETTINGS, server }).success).toBe(isOne)
})
