/** What a trail has to log so that touches which are data events are seen: advanced event selectors for a trail of our own. */
import type { JsonObject } from '../core/json.ts'
import type { Decoy, Deployed } from './canary.ts'

/** "500 values across all selectors of a trail" (CloudTrail User Guide, "Quotas in AWS CloudTrail"). */
export const MOST_VALUES = 500

/**
 * One for each type of resource and way to compare. Never for a trail that is there: selectors replace all that it has (CloudTrail
 * API reference, "PutEventSelectors").
 * @throws RangeError when one trail cannot hold them
 */
export const selectorsOf = (all: readonly (readonly [Decoy, Deployed])[]): readonly JsonObject[] => {
  const values = new Map<string, { readonly type: string; readonly operator: string; readonly arns: Set<string> }>()
  for (const [decoy, deployed] of all) {
    const { arns = [], logged = arns } = decoy.names(deployed)
    for (const type of new Set(decoy.sees.flatMap(({ data }) => data ?? [])))
      for (const mark of logged.flatMap((one) => one ?? [])) {
        const operator = mark.includes('*') ? 'StartsWith' : 'Equals'
        const key = `${type} ${operator}`
        const group = values.get(key) ?? { type, operator, arns: new Set() }
        group.arns.add(mark.replace(/\*.*$/, ''))
        values.set(key, group)
      }
  }
  const groups = [...values.values()]
  // Category and type are values too.
  const count = groups.reduce((sum, { arns }) => sum + arns.size + 2, 0)
  if (count > MOST_VALUES)
    throw new RangeError(`${count} values for the selectors of one trail, which holds ${MOST_VALUES}`)
  return groups.map(({ type, operator, arns }) => ({
    FieldSelectors: [
      { Field: 'eventCategory', Equals: ['Data'] },
      { Field: 'resources.type', Equals: [type] },
      { Field: 'resources.ARN', [operator]: [...arns] },
    ],
  }))
}
