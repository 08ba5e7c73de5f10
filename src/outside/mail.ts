/** Mail over SMTP (RFC 5321): one message to one server, encrypted unless the server is this machine. */
import { createTransport, type SendMailOptions, type SentMessageInfo } from 'nodemailer'
import type { JsonObject } from '../core/json.ts'
import { isLoopback } from './web.ts'

const TIME_LIMIT = 12_000

/**
 * @param server `smtp://user:password@host:587` (STARTTLS, RFC 3207) or `smtps://...:465` (TLS from the start, RFC 8314)
 * @throws Error with the server's `responseCode`, when it gave one; also when it took the mail for some recipients only
 */
export const sendMail = async (
  server: string,
  mail: JsonObject,
  signal?: AbortSignal,
  timeLimit = TIME_LIMIT,
): Promise<void> => {
  const transport = createTransport(settingsOf(server, timeLimit))
  const late = AbortSignal.timeout(timeLimit)
  const limit = signal ? AbortSignal.any([signal, late]) : late
  const givenUp = new Promise<never>((_, reject) => {
    const giveUp = (): void =>
      reject(
        Object.assign(new Error(`the mail server did not finish within ${timeLimit / 1000} s`), { code: 'ETIMEDOUT' }),
      )
    if (limit.aborted) giveUp()
    else limit.addEventListener('abort', giveUp, { once: true })
  })
  try {
    noteRefused(await Promise.race([transport.sendMail(mail as SendMailOptions), givenUp]))
  } finally {
    transport.close()
  }
}

/** Those who have it would get it again: this is told, not tried again. */
const noteRefused = ({ accepted = [], rejected = [], rejectedErrors = [] }: SentMessageInfo): void => {
  if (rejected.length === 0) return
  const why = rejectedErrors[0]?.message ?? 'no reason given'
  const message = `taken for ${accepted.map(String).join(', ')}, but refused for ${rejected.map(String).join(', ')}: ${why}`
  throw Object.assign(new Error(message), { responseCode: 550 })
}

const settingsOf = (server: string, timeLimit: number): object => {
  if (!URL.canParse(server)) throw new Error('the mail server is not a URL')
  const { protocol, hostname, port, username, password } = new URL(server)
  if (protocol !== 'smtp:' && protocol !== 'smtps:') throw new Error('the mail server is no smtp:// or smtps:// URL')
  const isHere = isLoopback(hostname)
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (protocol === 'smtps:' ? 465 : 587) : Number(port),
    secure: protocol === 'smtps:',
    requireTLS: !isHere,
    ignoreTLS: isHere,
    ...(username !== '' && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: timeLimit,
    greetingTimeout: timeLimit,
    socketTimeout: timeLimit,
    // Nothing in a mail may make the library read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}
