/** The options that say what a silence hides. */
import type { Matcher } from '../../../core/alert.ts'
import { LEVELS } from '../../../core/rule.ts'
import type { OptionsFor, OptionValues } from '../../command.ts'
import { list, oneOf, text } from '../../kinds.ts'
import { ruleName } from '../../names.ts'

export const matcherOptions = {
  rule: { takes: list({ ...ruleName, name: 'name' }), about: 'id or title; * stands for any text, here and below' },
  tag: { takes: list(text('tag')), about: 'tag of the rule' },
  account: { takes: list(text('id')), about: 'id or name' },
  environment: { takes: list(text('name')), about: 'of the account' },
  region: { takes: list(text('name')), about: 'region' },
  principal: { takes: list(text('identity')), about: 'whole identity, with its account' },
  ip: { takes: list(text('range')), about: 'address or CIDR range' },
  level: { takes: oneOf('level', LEVELS), about: 'this level or a higher one' },
} as const satisfies OptionsFor<Matcher>

/** Without the keys that were not given: as a list of nothing they would match nothing. */
export const toMatcher = (options: OptionValues<typeof matcherOptions>): Matcher =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value.length > 0))
