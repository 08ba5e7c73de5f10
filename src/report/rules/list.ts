/** Rules, as a list for people and as lines for programs. */
import type { RuleInfo } from '../../core/rule.ts'
import { defineFormat } from '../format.ts'
import { jsonLine, oneLine } from '../terminal.ts'
import { paintLevel, plural } from '../text.ts'

export interface ListedRule extends RuleInfo {
  readonly language: string
  /** File and line. */
  readonly origin: string
}

export const rulesText = defineFormat({
  name: 'text',
  title: 'a list with levels and places',
  render: (rules: readonly ListedRule[], { colors }) => {
    const widest = Math.min(60, Math.max(...rules.map(({ title }) => title.length), 10))
    return [
      ...rules.map(
        ({ level, title, language, origin }) =>
          `${paintLevel(level, colors)}${oneLine(title, widest).padEnd(widest)}  ${colors.dim(`${language.padEnd(13)}  ${oneLine(origin, 80)}`)}`,
      ),
      '',
      plural(rules.length, 'rule'),
    ]
  },
})

export const rulesJsonl = defineFormat({
  name: 'jsonl',
  title: 'one rule a line, as JSON',
  render: (rules: readonly ListedRule[]) =>
    rules.map(({ id, title, level, status, tags, description, origin, language }) =>
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
})
