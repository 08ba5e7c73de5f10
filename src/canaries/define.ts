/** What every canary kind begins with: `defineCanary`, and the shapes of names. */
import { z } from 'zod'
import type { JsonObject } from '../core/json.ts'
import type { Call } from '../iam/call.ts'
import type { Decoy, Deployed, Fragment, Names, Step, Touch } from './canary.ts'

export interface CanaryType<Config extends z.ZodObject> {
  readonly kind: string
  readonly title: string
  /** Validates the settings. */
  readonly config: Config
  /** `eventSource` of its touches, such as `s3.amazonaws.com`; absent where each says its own. */
  readonly source?: string
  /** Its names are unique in the whole account, not only in a Region. */
  readonly isGlobal?: boolean
  readonly sees: readonly Touch[] | ((settings: z.output<Config>) => readonly Touch[])
  /** What reaches the decoy and is in no log, each as a sentence. */
  readonly cannotSee: readonly string[]
  /** Services that touch such a thing for everyday reasons, as `userIdentity.invokedBy` names them. */
  readonly benign?: readonly string[]
  /** Where bait of this kind lies well. */
  readonly place: string
  /** IAM actions that creating and retiring one needs. */
  readonly permissions: readonly string[]
  /** What CloudFormation makes; without: nothing, it is there already. */
  readonly resources?: (settings: z.output<Config>) => Fragment
  readonly steps?: (settings: z.output<Config>, deployed: Deployed) => readonly Step[]
  readonly names: (settings: z.output<Config>, deployed: Deployed) => Names
  /** @returns the call that answers with it, and the path in its answer */
  readonly lastUsed?: (settings: z.output<Config>, deployed: Deployed) => (Call & { readonly path: string }) | undefined
  /** A call that reads or uses it and harms nothing. */
  readonly touch?: (settings: z.output<Config>, deployed: Deployed) => Call & { readonly asBait?: boolean }
  readonly bait?: (settings: z.output<Config>, deployed: Deployed, secret?: string) => Readonly<Record<string, string>>
}

/** One of the registry, whatever its settings are. */
export interface CanaryKind
  extends Pick<
    CanaryType<z.ZodObject>,
    'kind' | 'title' | 'config' | 'source' | 'isGlobal' | 'cannotSee' | 'benign' | 'place' | 'permissions'
  > {
  /** Without those that follow from settings. */
  readonly sees: readonly Touch[]
  /** Settings as they are written -> a decoy. */
  readonly read: (written: unknown) => z.ZodSafeParseResult<Decoy>
}

/** The types of the functions are inferred from `config`; `read` takes settings as they are written. */
export const defineCanary = <Config extends z.ZodObject>(type: CanaryType<Config>) => {
  const { kind, config, sees, resources, steps, names, lastUsed, touch, bait } = type
  const decoy = (settings: z.output<Config>): Decoy => ({
    kind,
    settings: settings as JsonObject,
    sees: typeof sees === 'function' ? sees(settings) : sees,
    resources: resources?.(settings) ?? {},
    steps: (deployed) => steps?.(settings, deployed) ?? [],
    names: (deployed) => names(settings, deployed),
    lastUsed: (deployed) => lastUsed?.(settings, deployed),
    touch: (deployed) => touch?.(settings, deployed),
    bait: (deployed, secret) => bait?.(settings, deployed, secret) ?? {},
  })
  return {
    ...type,
    sees: typeof sees === 'function' ? [] : sees,
    read: (written: unknown) => config.transform(decoy).safeParse(written),
  }
}

/** Calls that read or use a decoy. @param events names of CloudTrail, with spaces between */
export const content = (events: string, how: Omit<Touch, 'grade' | 'events'> = {}): Touch => ({
  ...{ grade: 'content', events: events.split(' ') },
  ...how,
})

/** Calls that change it, as those who deploy and retire it do. @param events names of CloudTrail, with spaces between */
export const change = (events: string, how: Omit<Touch, 'grade' | 'events'> = {}): Touch => ({
  ...content(events, how),
  deploys: true,
})

/** Calls that look at its settings alone. @param events names of CloudTrail, with spaces between */
export const posture = (events: string, how: Omit<Touch, 'grade' | 'events'> = {}): Touch => ({
  ...content(events, how),
  grade: 'posture',
})

/** Whatever a decoy that is an identity calls. */
export const CALLER: Touch = { grade: 'content', denied: 'caller' }

/** A name, by the characters that the service allows. */
export const nameOf = (pattern: RegExp, description: string) => z.string().regex(pattern).meta({ description })

/** The ARN of something in the account of the decoy; IAM has no Regions. */
export const arnIn = ({ partition, region, account }: Deployed, service: string, resource: string): string =>
  `arn:${partition}:${service}:${service === 'iam' ? '' : region}:${account}:${resource}`
