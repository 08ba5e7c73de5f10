/** Amazon SES: a mail through SESv2 SendEmail. */
import { z } from 'zod'
import type { CommandInput } from '../aws/clients.ts'
import type { JsonObject } from '../core/json.ts'
import { awsResult } from './aws-result.ts'
import { defineDestination, show, showsEvent } from './define.ts'
import { mailOf, recipients, sender, threading } from './mail.ts'

const utf8 = (Data: string): { Data: string; Charset: string } => ({ Data, Charset: 'UTF-8' })

export const ses = defineDestination({
  type: 'ses',
  title: 'Mail through Amazon SES',
  config: z.strictObject({
    to_emails: recipients.max(50, { error: 'SES takes at most 50 recipients' }),
    from_email: sender.meta({ description: 'a sender that SES has verified' }),
    region: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'where the sender is verified; by default the region it runs in' }),
    show,
  }),
  needsRecord: showsEvent,
  // In the sandbox the recipients are identities too, so the sender is what narrows it (SES Developer Guide, "ses:FromAddress").
  permissions: ({ from_email, region = '' }) => [
    {
      action: 'ses:SendEmail',
      resource: `arn::ses:${region}::identity/*`,
      condition: { StringEquals: { 'ses:FromAddress': /<([^<>]+)>\s*$/.exec(from_email)?.[1] ?? from_email } },
    },
  ],
  // SES sets Message-ID itself and refuses one in a simple mail (SES Developer Guide, "Amazon SES header fields").
  render: ({ to_emails, from_email, show }, message) => {
    const { subject, text, html } = mailOf(message, show)
    const { thread } = threading(message, from_email)
    return {
      FromEmailAddress: from_email,
      Destination: { ToAddresses: to_emails },
      Content: {
        Simple: {
          Subject: utf8(subject),
          Body: { Text: utf8(text), Html: utf8(html) },
          Headers: [
            { Name: 'References', Value: thread },
            { Name: 'In-Reply-To', Value: thread },
            { Name: 'Auto-Submitted', Value: 'auto-generated' },
          ],
        },
      },
    } satisfies CommandInput<'ses', 'SendEmail'>
  },
  send: ({ region }, payload, _, outside) =>
    awsResult(() => outside.aws('ses', 'SendEmail', payload as JsonObject, region)),
})
