import type { SMTPServerOptions } from 'smtp-server'
import { afterEach, expect, test } from 'vitest'
import { type MailServer, startMailServer } from '../../test/mail-server.ts'
import { sendMail } from './mail.ts'

const open: MailServer[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

const serve = async (options: SMTPServerOptions = {}): Promise<MailServer> => {
  const server = await startMailServer(options)
  open.push(server)
  return server
}

const MAIL = {
  from: 'Tattletrail <alerts@example.com>',
  to: ['dana@example.com', 'erik@example.com'],
  subject: 'Häuser',
  text: 'a',
  html: '<b>a</b>',
  messageId: '<id@tattletrail>',
}

test('a mail arrives as it was meant', async () => {
  const { host, mails } = await serve()
  await sendMail(`smtp://${host}`, MAIL)
  expect(mails).toHaveLength(1)
  expect(mails[0]).toMatchObject({
    from: { name: 'Tattletrail', address: 'alerts@example.com' },
    to: [{ address: 'dana@example.com' }, { address: 'erik@example.com' }],
    subject: 'Häuser',
    text: 'a\n',
    html: '<b>a</b>\n',
    messageId: '<id@tattletrail>',
  })
})

test('user and password are those of the URL', async () => {
  const seen: unknown[] = []
  const { host } = await serve({
    authOptional: false,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _, done) => {
      seen.push([username, password])
      done(null, { user: username ?? '' })
    },
  })
  await sendMail(`smtp://${encodeURIComponent('a@b')}:${encodeURIComponent('p/:@ss')}@${host}`, MAIL)
  expect(seen).toEqual([['a@b', 'p/:@ss']])
})

const refuse = (responseCode: number): Error => Object.assign(new Error('not here'), { responseCode })
const REFUSALS: readonly (readonly [string, SMTPServerOptions, number])[] = [
  ['a sender that may not', { onMailFrom: (_, __, done) => done(refuse(550)) }, 550],
  ['a server that is busy', { onConnect: (_, done) => done(refuse(421)) }, 421],
  ['greylisting', { onRcptTo: (_, __, done) => done(refuse(451)) }, 451],
  [
    'one of two recipients',
    { onRcptTo: ({ address }, _, done) => done(address.startsWith('erik') ? refuse(452) : null) },
    550,
  ],
]
test.each(REFUSALS)('refused: %s', async (_, options, responseCode) => {
  const { host } = await serve(options)
  await expect(sendMail(`smtp://${host}`, MAIL)).rejects.toMatchObject({ responseCode })
})

test('those who got it and those who did not are named', async () => {
  const { host } = await serve(REFUSALS[3]?.[1])
  await expect(sendMail(`smtp://${host}`, MAIL)).rejects.toThrow(
    /^taken for dana@example\.com, but refused for erik@example\.com: .*452 not here$/,
  )
})

test('a password goes nowhere unencrypted but to this machine', async () => {
  // 0.0.0.0 reaches this machine, but is no address of it.
  const { host, mails } = await serve()
  await expect(sendMail(`smtp://a:b@${host.replace('127.0.0.1', '0.0.0.0')}`, MAIL)).rejects.toMatchObject({
    code: 'ETLS',
  })
  expect(mails).toEqual([])
})

test('a server that hangs is given up', async () => {
  const { host } = await serve({ onRcptTo: () => {} })
  await expect(sendMail(`smtp://${host}`, MAIL, undefined, 200)).rejects.toMatchObject({ code: 'ETIMEDOUT' })
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 50)
  await expect(sendMail(`smtp://${host}`, MAIL, stop.signal)).rejects.toThrow()
})

test.each(['mail.example.com', 'https://example.com', ''])('%s is no mail server', async (server) => {
  await expect(sendMail(server, MAIL)).rejects.toThrow(/mail server is/)
})
