/** What several canary commands take, and how they say what they did. */
import type { BaitFile, BaitFormatName } from '../../../app/canaries/bait-file.ts'
import type { StackChange } from '../../../flows/canary/account.ts'
import type { CanaryLife } from '../../../flows/canary/life.ts'
import type { PlannedPart } from '../../../flows/canary/plan.ts'
import { oneLine } from '../../../report/terminal.ts'
import type { ExitCodes } from '../../command.ts'
import { duration, many, oneOf, text } from '../../kinds.ts'
import { configOption } from '../../options.ts'

export const kindArg = { takes: text('kind'), about: 'what it is: see `canary kinds`' } as const
export const settingsArg = {
  takes: many(text('key=value')),
  optional: true,
  about: 'its settings, such as name=orders',
} as const

export const accountOptions = {
  config: configOption('its store'),
  region: { takes: text('region'), about: 'where it stands (default: $AWS_REGION)' },
} as const

export const wishOptions = {
  ...accountOptions,
  placement: { takes: text('where'), required: true, about: 'where its bait lies, in your words: the alert says so' },
  benign: { takes: many(text('arn')), about: 'a role or user that may touch it, such as a scanner (repeatable)' },
  stack: { takes: text('name'), about: 'the CloudFormation stack (default: one of the account, named as others are)' },
  expires: { takes: duration, about: 'after that it is to be retired, for example 180d' },
  rotateEvery: { takes: duration, about: 'how long its key may stand, for example 90d' },
} as const

/** As `app/canaries` writes it. */
const BAIT_FORMATS = [
  'env',
  'aws-credentials',
  'terraform',
  'kubeconfig',
  'docker-config',
  'json',
  'csv',
  'mcp',
] as const

export const baitOptions = {
  bait: { takes: text('file'), about: 'where its bait is written (default: standard output)' },
  format: {
    short: 'f',
    takes: oneOf('format', BAIT_FORMATS),
    about: 'of the bait (default: that of its settings, or env)',
  },
} as const

export const changeOptions = {
  ...baitOptions,
  yes: { about: 'do not ask' },
} as const

export const CANARY_EXIT_CODES = {
  0: 'done',
  1: 'not confirmed',
  2: 'bad usage or configuration',
  3: 'AWS or the store did not do all of it; the same command goes on from there',
} as const satisfies ExitCodes

export const partLines = (parts: readonly PlannedPart[]): string =>
  parts.map(({ what, type, isThere }) => `  ${isThere ? '=' : '+'} ${oneLine(what)}  ${oneLine(type)}\n`).join('')

const changeLines = (changes: readonly StackChange[]): string =>
  changes.map(({ action, logicalId, type }) => `  ${action} ${oneLine(logicalId)}  ${oneLine(type)}\n`).join('')

export const confessionLines = (
  confessions: readonly { readonly [Part in 'where' | 'text' | 'why']: string }[],
): string => confessions.map(({ where, text, why }) => `${oneLine(where)}: ${oneLine(text)} ${oneLine(why)}\n`).join('')

interface BaitOptions {
  readonly bait?: string
  readonly format?: BaitFormatName
}

/** Bait goes to the file, or to standard output; all else to standard error. */
export const watching = ({ bait, format }: BaitOptions = {}) => {
  let file: BaitFile | undefined
  return {
    /** The work, with a place for the bait before it begins. */
    withBait: async <Result>({ deployed }: CanaryLife['canary'], work: () => Promise<Result>): Promise<Result> => {
      const { claimBait } = await import('../../../app/canaries/bait-file.ts')
      file = bait === undefined ? undefined : claimBait(bait, Object.values(deployed.ids))
      try {
        return await work()
      } finally {
        file?.release()
      }
    },
    hand: async (canary: CanaryLife['canary'], variables: Readonly<Record<string, string>>): Promise<void> => {
      const { baitText } = await import('../../../app/canaries/bait-file.ts')
      const text = baitText(canary, variables, format)
      if (file) file.write(text)
      else process.stdout.write(text)
    },
    onChanges: (changes: readonly StackChange[]): void => {
      process.stderr.write(`the change set\n${changeLines(changes)}`)
    },
    onNote: (note: string): void => {
      process.stderr.write(`${oneLine(note)}\n`)
    },
  }
}

/** What AWS refused is said, and ends with 3: what was done by then is in the journal. */
export const said = async <Code extends number>(work: Promise<Code>): Promise<Code | 3> => {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AccountError') throw error
    process.stderr.write(`tattletrail: ${oneLine(error.message, 1000)}\n`)
    return 3
  }
}

/** A template for a pipeline goes to standard output, what there is to know to standard error. */
export const printed = ({ template, notes }: { readonly template: object; readonly notes: readonly string[] }): 0 => {
  for (const note of notes) process.stderr.write(`${oneLine(note, 1000)}\n`)
  process.stdout.write(`${JSON.stringify(template, null, 2)}\n`)
  return 0
}
