/** The settings of the destination types that cloudtrail-tattletail has, under its names. */
import { z } from 'zod'
import { secretUrl } from './secrets.ts'

/** type -> its settings, that is, every key but `id` and `type`. */
export type DestinationSchemas = Readonly<Record<string, z.ZodObject>>

export const destinationSchemas: DestinationSchemas = {
  sns: z.strictObject({
    sns_arn: z
      .string()
      .startsWith('arn:', { error: 'expected the ARN of a topic, which begins with "arn:"' })
      .meta({ description: 'the ARN of the topic' }),
  }),
  slack_webhook: z.strictObject({ webhook_url: secretUrl }),
  ses: z.strictObject({
    to_emails: z.array(z.string().min(1)).min(1).meta({ description: 'the addresses to write to' }),
    from_email: z.string().min(1).meta({ description: 'a sender that SES has verified' }),
  }),
}
