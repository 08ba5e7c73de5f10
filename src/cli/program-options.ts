/** Options that several commands share, and how their values are read. */
import { type Command, InvalidArgumentError, Option } from 'commander'

export const whole = (text: string): number => {
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}
export const atLeastOne = (text: string): number => {
  const value = whole(text)
  if (value < 1) throw new InvalidArgumentError('Expected 1 or more.')
  return value
}
/** Alerts per 1,000 events. */
export const rate = (text: string): number => {
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(text)) throw new InvalidArgumentError('Expected a number, for example 10 or 0.1.')
  return Number(text)
}
export const collect = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text.split(','),
]
export const collectPaths = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]

export const rulesOptions = (command: Command): Command =>
  command
    .option('-r, --rules <path>', 'rule file, configuration or folder of rules (repeatable)', collectPaths)
    .option('--no-builtin', 'leave the built-in pack out')

/** Which events count: read by `readScope`. */
export const scopeOptions = (command: Command): Command =>
  command
    .option('--from <time>', 'only events at or after this time (2026-03-04 or 2026-03-04T02:00:00Z)')
    .option('--to <time>', 'only events before this time')
    .option('--account <id>', 'only events of these accounts (repeatable, or with commas)', collect)
    .option('--region <name>', 'only events of these regions (repeatable, or with commas)', collect)

export const configOption = (): Option =>
  new Option('-c, --config <file>', 'configuration (default: $TATTLETRAIL_CONFIG)')
