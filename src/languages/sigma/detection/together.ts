/** Together: what the items of one selection ask of one list is met by one element of it, not each by another. */
import type { Json, JsonObject } from '../../../core/json.ts'
import { isObject, own } from '../../../core/json.ts'
import { recordWith } from '../../../notation/claim.ts'
import type { DetectionItem } from './item.ts'

/** Lists within lists deeper than this are not a CloudTrail record. */
const MAX_LISTS = 32

/**
 * The specification knows no lists on the way to a field. Asking for a port and for an address of
 * `requestParameters.ipPermissions.items` means one permission, in all readings but the letter's.
 * @returns the item that says so; undefined where no two items could look into the same list
 */
export const together = (items: readonly DetectionItem[]): DetectionItem | undefined => {
  const asking = items.filter(isOfElement)
  const groups = [...byKey(asking, 0).values()].filter((group) => group.length > 1)
  const [first] = groups.flat()
  return (
    first && {
      text: 'all of these within the same element of each list',
      test: (record) => groups.every((group) => holds(group, [], record, 0)),
      look: () => undefined,
      needs: [],
      byName: false,
      written: { ...first.written, key: { field: '', kind: 'text', modifiers: [] } },
    }
  )
}

/** The items by the key that their field has at this depth. */
const byKey = (items: readonly DetectionItem[], depth: number): ReadonlyMap<string | undefined, DetectionItem[]> => {
  const groups = new Map<string | undefined, DetectionItem[]>()
  for (const item of items) {
    const key = item.written.key.field.split('.')[depth]
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

/** What is asked of absence, and of all elements, is asked of the whole. */
const isOfElement = ({ written: { key, values } }: DetectionItem): boolean =>
  key.field.includes('.') &&
  key.kind !== 'fieldref' &&
  key.kind !== 'exists' &&
  !key.modifiers.includes('neq') &&
  !key.modifiers.includes('all') &&
  !values.includes(null)

/** @param value stands at `path`, which begins the field of each item */
const holds = (items: readonly DetectionItem[], path: readonly string[], value: Json, lists: number): boolean => {
  if (Array.isArray(value))
    return lists < MAX_LISTS && value.some((element: Json) => holds(items, path, element, lists + 1))
  const alone = (item: DetectionItem): boolean => item.test(within(path, value))
  if (!isObject(value)) return items.every(alone)
  return [...byKey(items, path.length)].every(([key, group]) => {
    const inner = key === undefined ? undefined : own(value, key)
    // A key that itself contains dots leads on by another way.
    if (key === undefined || inner === undefined || group.length === 1) return group.every(alone)
    return holds(group, [...path, key], inner, lists)
  })
}

const within = (path: readonly string[], value: Json): JsonObject =>
  path.length === 0 ? (value as JsonObject) : recordWith(path.join('.'), value)
