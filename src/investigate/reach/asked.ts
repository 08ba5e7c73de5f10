/** What was asked of the logs, or has to be: the lists of a filter as sets. */
import type { Filter } from '../../core/event-query.ts'
import { NOTHING } from '../filter/filter.ts'

export type Asked = { readonly [List in keyof Filter['any']]: Set<string> }

export const newAsked = (): Asked =>
  Object.fromEntries(Object.keys(NOTHING.any).map((list) => [list, new Set<string>()])) as unknown as Asked
