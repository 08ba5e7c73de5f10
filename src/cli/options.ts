/** Options that several commands share, to be spread into theirs. */

import { UsageError } from '../core/usage-error.ts'
import { findConfig } from '../outside/find-config.ts'
import type { ExitCodes, Options } from './command.ts'
import { atLeastOne, many, oneOf, text } from './kinds.ts'

/** Which rules are used. */
export const rulesOptions = {
  rules: { short: 'r', takes: many(text('path')), about: 'rule file, configuration or folder of rules (repeatable)' },
  builtin: { default: true, about: 'leave the built-in pack out' },
} as const satisfies Options

/** @param of what is read of it, when that is not all */
export const configOption = (of?: string) =>
  ({
    short: 'c',
    takes: text('file'),
    about: `configuration${of === undefined ? '' : `: ${of}`} (default: $TATTLETRAIL_CONFIG, or ./tattletrail.*)`,
    default: findConfig,
    without: 'use no configuration',
  }) as const

/** @throws UsageError */
export const neededConfig = (config: string | undefined): string => {
  if (config !== undefined) return config
  throw new UsageError(
    'say which configuration: --config FILE, $TATTLETRAIL_CONFIG, or tattletrail.toml in this folder',
  )
}

interface Titled<Name extends string> {
  readonly name: Name
  readonly title: string
}

/** Of formats the first is for people and is the default on a terminal, the second for programs and is the default elsewhere. */
export const formatOption = <const Name extends string>(
  formats: readonly [Titled<Name>, Titled<Name>, ...Titled<Name>[]],
  more = '',
) =>
  ({
    short: 'f',
    takes: oneOf('format', formats),
    about: `${formats[0].name} on a terminal, ${formats[1].name} elsewhere${more}`,
    default: (): Name => formats[process.stdout.isTTY ? 0 : 1].name,
  }) as const

/** Each worker is a thread with an engine of its own. */
const MAX_WORKERS = 256
export const workersOption = {
  takes: atLeastOne('n', MAX_WORKERS),
  about: 'threads (default: one per core; small inputs use one)',
} as const

export const eventIdOption = {
  takes: text('id'),
  about: 'which event, when the file holds several (default: the first)',
} as const

/** Of commands that look into the store, or change it. */
export const DESK_EXIT_CODES = {
  0: 'done',
  2: 'bad usage or configuration',
  3: 'the store cannot be used, now or at all',
} as const satisfies ExitCodes
