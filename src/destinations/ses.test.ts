import { expect, test } from 'vitest'
import { destinationContract, unsafe } from '../../test/contracts/destination.ts'
import { ses } from './ses.ts'
import { sdkTries } from './testing/aws.ts'
import { mailFaults } from './testing/mail.ts'

interface SendEmail {
  readonly FromEmailAddress: string
  readonly Content: {
    readonly Simple: {
      readonly Subject: { readonly Data: string }
      readonly Body: { readonly Text: { readonly Data: string }; readonly Html: { readonly Data: string } }
      readonly Headers: readonly { readonly Name: string; readonly Value: string }[]
    }
  }
}

const SETTINGS = { to_emails: ['security@example.com'], from_email: 'alerts@example.com' }

/** Headers that SES sets itself (SES Developer Guide, "Amazon SES header fields"). */
const TAKEN = /^(?:bcc|cc|content-.*|date|from|message-id|mime-version|reply-to|return-path|subject|to)$/i

destinationContract(ses, {
  settings: SETTINGS,
  variants: { 'with the event': { show: ['event'] } },
  faults: (payload) => {
    const { FromEmailAddress, Content } = payload as unknown as SendEmail
    const { Subject, Body, Headers } = Content.Simple
    return [
      ...(FromEmailAddress === SETTINGS.from_email ? [] : ['another sender']),
      ...unsafe(payload),
      ...mailFaults({ subject: Subject.Data, text: Body.Text.Data, html: Body.Html.Data }),
      ...Headers.filter(({ Name, Value }) => TAKEN.test(Name) || !/^[ -~]{1,870}$/.test(Value)).map(({ Name }) => Name),
    ]
  },
  tries: sdkTries('ses', 'SendEmail'),
})

test('the configuration of cloudtrail-tattletail is one', () => {
  expect(ses.config.parse(SETTINGS)).toEqual(SETTINGS)
})

const ADDRESSES: readonly (readonly [string, boolean])[] = [
  ['dana@example.com', true],
  ['Dana Ö. <dana@example.com>', true],
  ['dana', false],
  ['dana@', false],
  ['@example.com', false],
  ['dana@example.com\r\nBcc: erik@example.com', false],
  ['', false],
]
test.each(ADDRESSES)('%j is an address: %s', (address, isOne) => {
  expect(ses.config.safeParse({ ...SETTINGS, from_email: address }).success).toBe(isOne)
  expect(ses.config.safeParse({ ...SETTINGS, to_emails: [address] }).success).toBe(isOne)
})
