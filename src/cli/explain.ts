/** `tattletrail explain RULE EVENT`. */
import { existsSync } from 'node:fs'
import { checked, openConfig } from '../app/config/open-config.ts'
import { attachTo } from '../app/context/load-context.ts'
import { readOneEvent } from '../app/context/one-event.ts'
import { type LoadedRules, loadOpened, loadRules } from '../app/rules/load.ts'
import type { Condition } from '../core/language.ts'
import type { Rule, RuleInfo } from '../core/rule.ts'
import { UsageError } from '../core/usage-error.ts'
import { suggest } from '../notation/suggest.ts'
import type { Colors } from '../report/colors.ts'
import { cut, jsonLine, oneLine } from '../report/terminal.ts'
import { configOf } from './job.ts'
import { colorsFor } from './output.ts'

export interface ExplainOptions {
  readonly rules?: readonly string[]
  readonly builtin: boolean
  readonly config?: string
  readonly eventId?: string
}

const MARKS: Readonly<Record<Condition['outcome'], string>> = {
  yes: 'yes',
  no: 'NO ',
  error: 'ERR',
  'not-reached': '-- ',
}

export const explainCommand = async (wanted: string, eventPath: string, options: ExplainOptions): Promise<number> => {
  const isFile = existsSync(wanted)
  const opened = await openConfig({ ...configOf(options), rules: isFile ? [] : (options.rules ?? []) })
  const rule = isFile ? await ruleOfFile(wanted) : pickRule(wanted, await loadOpened(opened, options.builtin))
  const event = readOneEvent(eventPath, options.eventId)
  process.stderr.write(await attachTo(event.raw, checked(opened).config))
  const colors = colorsFor(process.stdout)
  const { matched, annotation, error } = rule.compiled.evaluate(event.raw)
  const lines = [
    `${matched ? colors.green('match   ') : colors.yellow('no match')}   ${colors.bold(oneLine(rule.title))}  against  event ${oneLine(event.id || '(no id)')} ${oneLine(event.name)}`,
    ...rule.compiled.explain(event.raw).map((condition) => line(condition, colors)),
    ...(error === undefined ? [] : [colors.red(`  the rule failed while running: ${oneLine(error)}`)]),
    ...(matched ? [`  says  ${oneLine(rule.renderMessage(event))}`] : []),
    ...(annotation === undefined ? [] : [`  adds  ${cut(jsonLine(annotation), 400)}`]),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  return 0
}

const COLUMN = 64

const line = (condition: Condition, colors: Colors): string => {
  const { text, outcome, depth } = condition
  const paint = outcome === 'yes' ? colors.green : outcome === 'not-reached' ? colors.dim : colors.red
  const said = `${'  '.repeat(depth)}${oneLine(text, 200)}`
  const seen = whatItSaw(condition)
  return `  ${paint(MARKS[outcome])}  ${seen ? `${said.padEnd(COLUMN)}  ${colors.dim(seen)}` : said}`
}

const whatItSaw = ({ outcome, saw, heading }: Condition): string => {
  if (outcome === 'not-reached') return 'not reached'
  if (heading) return ''
  return saw === undefined ? 'it is missing' : `it is ${cut(jsonLine(saw), 120)}`
}

const isCalled = ({ id, title, name }: RuleInfo, key: string): boolean =>
  [id, title, name].some((text) => text?.toLowerCase() === key)

const ruleOfFile = async (file: string): Promise<Rule> => {
  const { rules } = await loadRules({ paths: [file], builtin: false })
  if (rules.length === 1) return rules[0] as Rule
  throw new UsageError(
    `${file} holds ${rules.length} rules: name one of them, with --rules ${file}:\n${rules.map(({ title }) => `  ${title}`).join('\n')}`,
  )
}

const pickRule = (wanted: string, { rules, correlations }: LoadedRules): Rule => {
  const key = wanted.toLowerCase()
  const found = rules.filter((rule) => isCalled(rule, key))
  if (found.length === 1) return found[0] as Rule
  const correlation = correlations.find((one) => isCalled(one, key))
  if (found.length === 0 && correlation)
    throw new UsageError(
      `"${wanted}" is a correlation, which looks at many events: explain one of its rules: ${correlation.rules.map((rule) => `"${rule}"`).join(', ')}`,
    )
  const near = suggest(
    wanted,
    rules.map(({ title }) => title),
  )
  throw new UsageError(
    found.length > 1
      ? `${found.length} rules are called "${wanted}": use an id: ${found.map(({ id }) => id).join(', ')}`
      : `no rule has the id, name or title "${wanted}"${near ? `: did you mean "${near}"?` : ''} (tattletrail rules list)`,
  )
}
