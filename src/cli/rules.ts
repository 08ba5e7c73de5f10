/** `tattletrail rules list|lint|test|from-event`. */

import { readOneEvent, rulesFromEvent } from '../app/context/one-event.ts'
import { lintRules } from '../app/rules/lint.ts'
import { type LoadedRules, loadRules } from '../app/rules/load.ts'
import { testRules } from '../app/scan/test-rules.ts'
import type { RuleInfo } from '../core/rule.ts'
import { jsonLine, oneLine } from '../report/terminal.ts'
import { number, paintLevel, plural } from '../report/text.ts'
import { colorsFor, writeLines } from './output.ts'

export interface ListOptions {
  readonly rules?: readonly string[]
  readonly builtin: boolean
  readonly format?: 'text' | 'jsonl'
}

export const listCommand = async (options: ListOptions): Promise<number> => {
  const loaded = await loadRules({ paths: options.rules ?? [], builtin: options.builtin })
  const rows = all(loaded)
  if ((options.format ?? (process.stdout.isTTY ? 'text' : 'jsonl')) === 'jsonl') {
    await writeLines(
      rows.map(({ id, title, level, status, tags, description, origin, language }) =>
        jsonLine({
          id,
          title,
          level,
          status: status ?? null,
          language,
          tags,
          description: description ?? null,
          origin,
        }),
      ),
    )
    return 0
  }
  const colors = colorsFor(process.stdout)
  const widest = Math.min(60, Math.max(...rows.map(({ title }) => title.length), 10))
  await writeLines(
    rows.map(
      ({ level, title, language, origin }) =>
        `${paintLevel(level, colors)}${oneLine(title, widest).padEnd(widest)}  ${colors.dim(`${language.padEnd(13)}  ${oneLine(origin, 80)}`)}`,
    ),
  )
  process.stdout.write(`\n${plural(rows.length, 'rule')}\n`)
  return 0
}

export const lintCommand = async (paths: readonly string[]): Promise<number> => {
  const { rules, errors, warnings, readEverything, rendered } = await lintRules(paths)
  process.stdout.write(rendered)
  if (readEverything.length > 0) {
    process.stdout.write(`\nThese rules make the engine parse every record, because no event name rules them out:\n`)
    await writeLines(readEverything.map((title) => `  ${oneLine(title, 120)}`))
  }
  process.stdout.write(`${plural(rules, 'rule')} checked: ${plural(errors, 'error')}, ${plural(warnings, 'warning')}\n`)
  return errors > 0 ? 2 : 0
}

export const testCommand = async (paths: readonly string[]): Promise<number> => {
  const loaded = await loadRules({ paths, builtin: paths.length === 0 })
  const colors = colorsFor(process.stdout)
  const { passed, failures, untested } = testRules(loaded)
  await writeLines(
    failures.map(
      ({ rule, test, reason }) =>
        `${colors.red('FAIL')}  ${oneLine(rule, 100)} › ${oneLine(test, 100)}: ${oneLine(reason, 400)}`,
    ),
  )
  await writeLines(untested.map((title) => `${colors.yellow('none')}  ${oneLine(title, 100)} has no tests`))
  process.stdout.write(
    `${number(passed)} passed, ${number(failures.length)} failed, ${plural(untested.length, 'rule')} without tests\n`,
  )
  return failures.length > 0 ? 2 : 0
}

export interface FromEventOptions {
  readonly eventId?: string
  readonly language?: 'event-pattern' | 'jq' | 'sigma'
}

export const fromEventCommand = async (path: string, { eventId, language }: FromEventOptions): Promise<number> => {
  const { eventPattern, jq, sigma } = rulesFromEvent(readOneEvent(path, eventId).raw)
  const written = { 'event-pattern': eventPattern, jq, sigma }
  if (language) {
    process.stdout.write(`${written[language].trimEnd()}\n`)
    return 0
  }
  const colors = colorsFor(process.stdout)
  const titles = { 'event-pattern': 'EventBridge event pattern', jq: 'jq (jq_match)', sigma: 'Sigma' } as const
  for (const [name, title] of Object.entries(titles) as [keyof typeof titles, string][])
    process.stdout.write(`${colors.bold(`# ${title}`)}\n${written[name].trimEnd()}\n\n`)
  return 0
}

const all = ({
  rules,
  correlations,
}: LoadedRules): readonly (RuleInfo & { readonly language: string; readonly origin: string })[] => [
  ...rules,
  ...correlations.map((correlation) => ({ ...correlation, language: 'sigma' })),
]
