/** Any resource that is there already, by what its calls name: bait of whatever AWS has. */
import { z } from 'zod'
import { content, defineCanary, posture } from './define.ts'

const mark = z
  .string()
  .max(1024)
  .regex(/^(?!.*\*\*).*[^*]/, { error: 'expected more than stars, and no two in a row' })
const texts = (description: string) => z.array(mark).default([]).meta({ description })
const events = z.string().regex(/^\w+$/)

export const resource = defineCanary({
  kind: 'resource',
  title: 'Any resource, by pattern',
  config: z
    .strictObject({
      source: z
        .string()
        .regex(/^[\w.-]+\.amazonaws\.com$/)
        .meta({ description: 'the eventSource of its calls' }),
      events: z.array(events).min(1).meta({ description: 'calls that read, use or change it' }),
      posture: z.array(events).default([]).meta({ description: 'calls that look at its settings' }),
      fields: z
        .array(z.string().min(1))
        .default([])
        .meta({ description: 'paths below requestParameters that name it' }),
      names: texts('what stands there; * is any text'),
      arns: texts('its ARNs, in resources and in the messages of denied calls; * is any text'),
    })
    .refine(({ fields, names, arns }) => arns.length > 0 || (fields.length > 0 && names.length > 0), {
      error: 'expected ARNs, or names and the fields that they stand in',
    }),
  sees: ({ source, ...calls }) => [
    content(calls.events.join(' '), { source }),
    ...(calls.posture.length > 0 ? [posture(calls.posture.join(' '), { source })] : []),
  ],
  cannotSee: ['What you do not name. Whether its calls are management or data events is a matter of the service.'],
  place: 'Make a touch, find its event with tattletrail top --by event, and take field and name from the record.',
  permissions: [],
  names: ({ fields, names, arns }) => ({
    request: fields.map((field) => ({ [field]: [...names, ...arns] })),
    arns,
    denied: names,
  }),
})
