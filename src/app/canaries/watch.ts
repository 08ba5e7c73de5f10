/** The canaries of a store -> what watches those of one account and Region, as templates, with what it costs. */
import { patternsOf } from '../../canaries/patterns.ts'
import { MOST_VALUES, selectorsOf } from '../../canaries/selectors.ts'
import { rulesTemplate, trailTemplate } from '../../canaries/watch-template.ts'
import type { JsonObject } from '../../core/json.ts'
import type { CanaryStore } from '../../core/store.ts'
import { UsageError } from '../../core/usage-error.ts'
import { watchedIn } from '../../flows/canary/inventory.ts'
import { stackNameOf } from '../../flows/canary/stack-name.ts'
import { decoyOf } from './desk.ts'

export interface Printed {
  readonly template: JsonObject
  /** What a person should know before it is deployed, each as a sentence. */
  readonly notes: readonly string[]
}

/** CloudTrail pricing, "Data events". */
const PRICE = '0.10 USD per 100,000 data events; nobody uses a canary, so next to nothing'

/** @param bucket that the trail shall write to; absent: one of its own @throws UsageError */
export const printedTrail = async (
  store: CanaryStore,
  region: string | undefined,
  bucket: string | undefined,
): Promise<Printed> => {
  const { place, canaries } = await oneOf(store, region)
  const selectors = within(() => selectorsOf(canaries.map((canary) => [decoyOf(canary), canary.deployed])))
  if (selectors.length === 0) throw new UsageError(`no canary in ${place.region} has touches that are data events`)
  const name = `${stackNameOf(place.account)}-${place.region}`
  return {
    template: trailTemplate(selectors, { name, bucket }),
    notes: [
      `a trail for account ${place.account}, ${place.region}: ${PRICE}`,
      `of ${MOST_VALUES} values of selectors it takes ${valuesIn(selectors)}`,
      bucket === undefined
        ? 'it makes a bucket: let it be read too, as another [source] or by the notification of the deployment'
        : `the policy of ${bucket} must let cloudtrail.amazonaws.com write for the trail ${name}`,
    ],
  }
}

/** @param queue ARN of the queue of a deployment @throws UsageError */
export const printedRules = async (store: CanaryStore, region: string | undefined, queue: string): Promise<Printed> => {
  const { place, canaries } = await oneOf(store, region)
  const [, , , of = ''] = queue.split(':')
  if (of !== place.region)
    throw new UsageError(
      `the queue is in ${of}, and these canaries are in ${place.region}: rules send to queues of their own Region; let the bus forward (regions/ of tattletrail template --realtime)`,
    )
  const patterns = within(() => patternsOf(canaries.map((canary) => decoyOf(canary).names(canary.deployed))))
  return {
    template: rulesTemplate(patterns, queue),
    notes: [
      `${patterns.length} of the rules of the bus of account ${place.account}, ${place.region}; a bus takes 300, in some Regions 100: aws events list-rules --region ${place.region}`,
      'who may list the rules reads in their patterns which things are watched',
    ],
  }
}

const valuesIn = (selectors: readonly JsonObject[]): number =>
  selectors
    .flatMap(({ FieldSelectors }) => FieldSelectors as readonly Readonly<Record<string, unknown>>[])
    .flatMap(({ Field: _, ...operators }) => Object.values(operators))
    .reduce<number>((sum, values) => sum + (values as readonly string[]).length, 0)

/** What does not fit is said before anything is deployed. */
const within = <Result>(work: () => Result): Result => {
  try {
    return work()
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message, { cause: error })
    throw error
  }
}

/** A template is for one account and Region. @throws UsageError when it is not clear for which */
const oneOf = async (store: CanaryStore, region: string | undefined) => {
  const all = (await watchedIn(store)).filter(({ deployed }) => region === undefined || deployed.region === region)
  const [first] = all
  if (!first) throw new UsageError(`no canaries${region === undefined ? '' : ` in ${region}`}`)
  const places = [...new Set(all.map(({ deployed: { account, region } }) => `${account} ${region}`))]
  if (places.length > 1) throw new UsageError(`canaries are in ${places.join(', ')}: say in which Region, --region`)
  return { place: first.deployed, canaries: all }
}
