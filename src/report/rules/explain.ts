/** Why a rule does or does not match an event, for people. */
import type { Condition, Verdict } from '../../core/language.ts'
import type { Colors } from '../colors.ts'
import { cut, jsonLine, oneLine } from '../terminal.ts'

export interface Explanation {
  /** Its title. */
  readonly rule: string
  readonly event: { readonly id: string; readonly name: string }
  readonly verdict: Verdict
  readonly conditions: readonly Condition[]
  /** What a finding would say. */
  readonly message: string
}

export const renderExplanation = (
  { rule, event, verdict: { matched, annotation, error }, conditions, message }: Explanation,
  colors: Colors,
): readonly string[] => [
  `${matched ? colors.green('match   ') : colors.yellow('no match')}   ${colors.bold(oneLine(rule))}  against  event ${oneLine(event.id || '(no id)')} ${oneLine(event.name)}`,
  ...conditions.map((condition) => line(condition, colors)),
  ...(error === undefined ? [] : [colors.red(`  the rule failed while running: ${oneLine(error)}`)]),
  ...(matched ? [`  says  ${oneLine(message)}`] : []),
  ...(annotation === undefined ? [] : [`  adds  ${cut(jsonLine(annotation), 400)}`]),
]

const MARKS: Readonly<Record<Condition['outcome'], string>> = {
  yes: 'yes',
  no: 'NO ',
  error: 'ERR',
  'not-reached': '-- ',
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
