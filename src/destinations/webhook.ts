/** A web service of your own: the alert as JSON, signed. */
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { alertJson } from './alert-json.ts'
import { defineDestination, secretText, secretUrl } from './define.ts'
import { post } from './http-result.ts'

/** `sha256=<hex>` over `<seconds since 1970>.<body>`: a receiver that checks both takes no old or altered message. */
export const signature = (secret: string, seconds: number, body: string): string =>
  `sha256=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`

export const webhook = defineDestination({
  type: 'webhook',
  title: 'Signed webhook',
  config: z.strictObject({
    url: secretUrl,
    signing_secret: secretText.meta({ description: 'what the receiver checks signatures with, or a reference to it' }),
  }),
  sendsResolved: true,
  render: (_, message) => alertJson(message),
  send: ({ url, signing_secret }, payload, { id }, outside) =>
    post(outside, id, {
      url,
      body: payload,
      secret: signing_secret,
      sign: (secret, body) => {
        const seconds = Math.floor(outside.now() / 1000)
        return {
          headers: {
            'x-tattletrail-timestamp': String(seconds),
            'x-tattletrail-signature': signature(secret, seconds, body),
          },
        }
      },
    }),
})
