/** The tables that say what becomes of findings: `[[route]]` and `[alerting]`. */
import { z } from 'zod'
import type { Route } from '../core/alert.ts'
import { LEVELS } from '../core/rule.ts'
import { DURATION, parseDuration } from '../notation/duration.ts'
import { identityFault } from '../notation/identity.ts'
import type { Path } from '../notation/tree.ts'
import type { Document } from './document.ts'
import { didYouMean, problemAt, quoted } from './issues.ts'
import type { LocatedProblem } from './located.ts'
import { type Documents, ofConfig, type Section } from './section.ts'
import { validRows } from './tables.ts'

const text = z.string().min(1)
const texts = z.array(text).min(1)

const identities = z
  .array(
    z.string().refine((written) => identityFault(written) === undefined, {
      error: ({ input }) => identityFault(String(input)) ?? '',
    }),
  )
  .min(1)

const duration = z
  .string()
  .regex(DURATION, { error: 'expected a duration, for example "90s", "15m", "24h" or "7d"' })
  .transform((written) => parseDuration(written) as number)

export const matcherSchema = z.strictObject({
  rule: texts.optional().meta({ description: 'ids or titles of rules; * stands for any text, here and below' }),
  tag: texts.optional().meta({ description: 'for example attack.t1098*' }),
  account: texts.optional().meta({ description: 'ids or names of accounts' }),
  environment: texts.optional(),
  region: texts.optional(),
  principal: identities
    .optional()
    .meta({ description: 'whole identities, for example arn:aws:iam::123456789012:role/Deploy' }),
  ip: texts.optional().meta({ description: 'addresses and CIDR ranges' }),
  level: z.enum(LEVELS).optional().meta({ description: 'this level or a higher one' }),
})

type WrittenRoute = {
  readonly name?: string | undefined
  readonly match?: z.infer<typeof matcherSchema> | undefined
  readonly destinations?: string[] | undefined
  readonly continue?: boolean | undefined
  readonly route?: WrittenRoute[] | undefined
}

export const routeSchema = z.strictObject({
  name: text.optional().meta({ description: 'what people call it' }),
  match: matcherSchema.optional().meta({ description: 'every key must hold; without any, everything matches' }),
  destinations: z.array(text).optional().meta({ description: 'ids of destinations' }),
  continue: z.boolean().optional().meta({ description: 'look at the routes after this one too' }),
  get route() {
    return z.array(routeSchema).optional()
  },
})

export const alertingSchema = z.strictObject({
  resolve_after: duration.optional().meta({ description: 'an alert without new findings has ended; default "24h"' }),
  schedule: z.array(duration).min(1).optional().meta({
    description:
      'how long after a message the next one about the same alert may come; default ["5m", "15m", "1h", "4h", "1d"]',
  }),
  grace: duration.optional().meta({ description: 'how late an event may come and still count; default "1d"' }),
  rate: z.int().min(1).optional().meta({ description: 'messages a minute to one destination; default 60' }),
  storm_cap: z
    .int()
    .min(1)
    .optional()
    .meta({ description: 'new alerts in ten minutes that one destination is told one by one; default 20' }),
})

/** Tried in order. */
export const routes: Section<readonly Route[]> = {
  key: 'route',
  schema: z.array(routeSchema),
  read: ofConfig((document, { destinations }, problems) =>
    validRows(document, 'route', routeSchema, problems).map(({ value, path }, index) => {
      problems.push(...unknown(document, path, value, destinations))
      return toRoute(value, `route ${index + 1}`)
    }),
  ),
}

const toRoute = (written: WrittenRoute, name: string): Route => {
  const own = written.name ?? name
  return {
    name: own,
    match: defined(written.match ?? {}),
    destinations: written.destinations ?? [],
    continue: written.continue ?? false,
    routes: (written.route ?? []).map((child, index) => toRoute(child, `${own}.${index + 1}`)),
  }
}

/** Without the keys that are there and undefined. */
const defined = (match: z.infer<typeof matcherSchema>): Route['match'] =>
  Object.fromEntries(Object.entries(match).filter(([, value]) => value !== undefined))

const unknown = (
  document: Document,
  path: Path,
  { destinations = [], route = [] }: WrittenRoute,
  known: Documents['destinations'],
): LocatedProblem[] => [
  ...destinations.flatMap((id, index) =>
    known.has(id)
      ? []
      : [
          problemAt(
            document,
            [...path, 'destinations', index],
            `no destination has the id ${quoted(id)}${didYouMean(id, known.keys())}`,
          ),
        ],
  ),
  ...route.flatMap((child, index) => unknown(document, [...path, 'route', index], child, known)),
]
