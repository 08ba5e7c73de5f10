/** What the selectors of a trail log, and which of their conditions keeps an event out. */
import { onlyReads } from './read-only.ts'
import type { FieldSelector, Selectors, Wanted } from './watching.ts'

/** In the words of CloudTrail ("EventSelector", CloudTrail API reference). */
export interface BasicSelector {
  readonly ReadWriteType?: string | undefined
  readonly IncludeManagementEvents?: boolean | undefined
  readonly ExcludeManagementEventSources?: readonly string[] | undefined
  readonly DataResources?:
    | readonly { readonly Type?: string | undefined; readonly Values?: readonly string[] | undefined }[]
    | undefined
}

/** Basic selectors say less than advanced ones, and nothing that those cannot say. */
export const advanced = (basic: readonly BasicSelector[]): Selectors =>
  basic.flatMap(
    ({ ReadWriteType, IncludeManagementEvents = true, ExcludeManagementEventSources = [], DataResources }) => {
      const kinds: readonly FieldSelector[] =
        ReadWriteType === 'ReadOnly' || ReadWriteType === 'WriteOnly'
          ? [{ Field: 'readOnly', Equals: [String(ReadWriteType === 'ReadOnly')] }]
          : []
      const category = (name: string): FieldSelector => ({ Field: 'eventCategory', Equals: [name] })
      const excluded: readonly FieldSelector[] =
        ExcludeManagementEventSources.length > 0
          ? [{ Field: 'eventSource', NotEquals: ExcludeManagementEventSources }]
          : []
      return [
        ...(IncludeManagementEvents ? [[category('Management'), ...kinds, ...excluded]] : []),
        ...(DataResources ?? []).map(({ Type = '', Values = [] }) => [
          ...[category('Data'), { Field: 'resources.type', Equals: [Type] }, ...kinds],
          { Field: 'resources.ARN', StartsWith: Values.map(wholly) },
        ]),
      ]
    },
  )

/** `arn:aws:s3`: of everything. One bucket is written `arn:aws:s3:::bucket/`; a function, without what may follow it. */
const wholly = (value: string): string => (/^arn:[\w-]+:\w+$/.test(value) ? `${value}:` : value)

/** Undefined: an intruder may have any value there. */
const given = (event: Wanted, field: string): string | undefined =>
  ({
    eventCategory: event.category,
    readOnly: String(onlyReads(event.eventName)),
    eventSource: event.eventSource,
    eventName: event.eventName,
    eventType: 'AwsApiCall',
    'resources.type': event.resourceType,
    'resources.ARN': event.resourceArn,
  })[field]

/** Values of one operator are alternatives, of a negative one all hold; several operators hold all. */
const holds = (condition: FieldSelector, event: Wanted): boolean => {
  const value = given(event, condition.Field)
  const is = (values: readonly string[] | undefined, test: (one: string, value: string) => boolean): boolean =>
    values === undefined || values.length === 0 || (value !== undefined && values.some((one) => test(one, value)))
  const isNot = (values: readonly string[] | undefined, test: (one: string, value: string) => boolean): boolean =>
    values === undefined || value === undefined || !values.some((one) => test(one, value))
  const equals = (one: string, value: string): boolean => one === value
  const starts = (one: string, value: string): boolean => value.startsWith(one)
  const ends = (one: string, value: string): boolean => value.endsWith(one)
  return (
    is(condition.Equals, equals) &&
    is(condition.StartsWith, starts) &&
    is(condition.EndsWith, ends) &&
    isNot(condition.NotEquals, equals) &&
    isNot(condition.NotStartsWith, starts) &&
    isNot(condition.NotEndsWith, ends)
  )
}

/** @param aside fields whose conditions are left out */
export const logs = (selectors: Selectors, event: Wanted, aside: readonly string[] = []): boolean =>
  selectors.some((all) => all.every((one) => aside.includes(one.Field) || holds(one, event)))
