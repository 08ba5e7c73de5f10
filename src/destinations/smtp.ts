/** A mail server of your own, over SMTP. */
import { z } from 'zod'
import type { SendResult } from '../core/destination.ts'
import type { JsonObject } from '../core/json.ts'
import { defineDestination, secretText, show, showsEvent } from './define.ts'
import { fit } from './escape.ts'
import { mailOf, recipients, sender, threading } from './mail.ts'

const SERVER = /^smtps?:\/\/(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?\/?$/i

export const smtp = defineDestination({
  type: 'smtp',
  title: 'Mail through a server of your own',
  config: z.strictObject({
    server: z
      .string()
      .regex(SERVER, { error: 'expected smtp://host:port or smtps://host:port, without a user or a password' })
      .meta({ description: 'smtp:// (encrypted by STARTTLS, port 587) or smtps:// (port 465)' }),
    username: z.string().min(1).optional().meta({ description: 'who signs in' }),
    password: secretText.optional(),
    to_emails: recipients,
    from_email: sender.meta({ description: 'the sender' }),
    show,
  }),
  needsRecord: showsEvent,
  render: ({ to_emails, from_email, show }, message) => {
    const { id, thread } = threading(message, from_email)
    return {
      from: from_email,
      to: to_emails,
      ...mailOf(message, show),
      messageId: id,
      inReplyTo: thread,
      references: thread,
      // RFC 3834: no "out of office" in answer.
      headers: { 'Auto-Submitted': 'auto-generated' },
    }
  },
  send: async ({ server, username, password }, payload, _, outside) => {
    let secret = ''
    try {
      secret = password === undefined ? '' : await outside.secret(password)
      const who = username === undefined ? '' : `${encodeURIComponent(username)}:${encodeURIComponent(secret)}@`
      await outside.mail(server.replace('://', `://${who}`), payload as JsonObject)
      return { ok: true }
    } catch (error) {
      return refusal(error, secret)
    }
  },
})

/** 4xx is for now, 5xx for good (RFC 5321, section 4.2.1); without a code the server was not reached. */
const refusal = (error: unknown, secret: string): SendResult => {
  const { message = String(error), responseCode } = error as { message?: string; responseCode?: number }
  const reason = fit(secret === '' ? message : message.replaceAll(secret, '[secret]'), 500)
  return { ok: false, retry: responseCode === undefined || responseCode < 500, reason }
}
