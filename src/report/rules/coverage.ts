/** Which techniques of ATT&CK the rules look for, as a picture for people and as lines for programs. */
import { LEVELS, type Level } from '../../core/rule.ts'
import type { Colors } from '../colors.ts'
import { defineFormat } from '../format.ts'
import { cut, jsonLine, oneLine } from '../terminal.ts'
import { number, paint, plural } from '../text.ts'

export interface CoveringRule {
  readonly id: string
  readonly title: string
  readonly level: Level
  readonly origin: string
  /** `eventSource:eventName` of the calls that it is known to match. */
  readonly events: readonly string[]
}

export interface TechniqueCoverage {
  readonly id: string
  readonly name: string
  /** Identifiers of tactics. */
  readonly tactics: readonly string[]
  /** The worst first; empty for a gap. */
  readonly rules: readonly CoveringRule[]
}

export interface RuleCoverage {
  /** Of ATT&CK. */
  readonly version: string
  /** In the order of the matrix. */
  readonly tactics: readonly { readonly id: string; readonly name: string }[]
  /** Those with rules, and the gaps: what calls to a cloud can be and no rule names. */
  readonly techniques: readonly TechniqueCoverage[]
  /** How many rules were looked at. */
  readonly rules: number
  /** Titles of rules that name no technique. */
  readonly unmapped: readonly string[]
}

export const coverageJsonl = defineFormat({
  name: 'jsonl',
  title: 'one technique a line, as JSON',
  render: ({ version, techniques }: RuleCoverage) =>
    techniques.map(({ id, name, tactics, rules }) =>
      jsonLine({
        technique: id,
        name,
        tactics,
        attack: version,
        rules: rules.map(({ events: _, ...rule }) => rule),
        events: eventsOf(rules),
      }),
    ),
})

/** Each once, sorted. */
export const eventsOf = (rules: readonly CoveringRule[]): readonly string[] =>
  [...new Set(rules.flatMap(({ events }) => events))].sort()

const BAR = 12
/** Above this width there is room for how many rules of each level there are. */
const WIDE = 100
const MAX_UNMAPPED = 10

export const coverageText = defineFormat({
  name: 'text',
  title: 'a picture, tactic by tactic',
  render: (coverage: RuleCoverage, { colors, width }) => coverageLines(coverage, colors, width),
})

/** No line is wider than `width` columns. */
export const coverageLines = (coverage: RuleCoverage, colors: Colors, width: number): readonly string[] => {
  const { version, tactics, techniques, rules, unmapped } = coverage
  const covered = techniques.filter((technique) => technique.rules.length > 0)
  const most = Math.max(1, ...covered.map((technique) => technique.rules.length))
  const lines = [
    colors.bold(`${plural(rules, 'rule')} and ATT&CK ${version}: ${plural(covered.length, 'technique')} covered`) +
      colors.dim(`, ${plural(techniques.length - covered.length, 'gap')}`),
  ]
  for (const { id, name } of tactics) {
    const here = techniques.filter((technique) => technique.tactics.includes(id))
    if (here.length === 0) continue
    const known = here.filter((technique) => technique.rules.length > 0)
    const share = `${known.length} of ${here.length}`
    lines.push('', `${colors.bold(name)}${colors.dim(share.padStart(width - name.length))}`)
    lines.push(...known.map((technique) => row(technique, most, colors, width)))
    const gaps = here.filter((technique) => technique.rules.length === 0).map((gap) => `${gap.id} ${gap.name}`)
    if (gaps.length > 0) lines.push(...listed('no rule', gaps, width).map(colors.dim))
  }
  if (unmapped.length > 0) {
    const shown = unmapped.slice(0, MAX_UNMAPPED).map((title) => oneLine(title, 60))
    const more = unmapped.length - shown.length
    const names = more > 0 ? [...shown, `and ${number(more)} more`] : shown
    lines.push('', `${plural(unmapped.length, 'rule')} without a technique`, ...listed('', names, width))
  }
  return lines
}

const row = ({ id, name, rules }: TechniqueCoverage, most: number, colors: Colors, width: number): string => {
  const counts = [...LEVELS]
    .reverse()
    .map((level) => ({ level, count: rules.filter((rule) => rule.level === level).length }))
    .filter(({ count }) => count > 0)
  const room = width - (width >= WIDE ? 64 : 44)
  const said = counts.map(({ level, count }) => [count, level === 'informational' ? 'info' : level] as const)
  const levels = width >= WIDE ? said.map((each) => each.join(' ')).join(', ') : (said[0]?.[1] ?? '')
  const bar = paintedBar(counts, Math.max(1, Math.round((rules.length / most) * BAR)), rules.length, colors)
  return `  ${id.padEnd(9)}  ${cut(name, room).padEnd(room)}  ${bar}  ${String(rules.length).padStart(3)}  ${colors.dim(levels)}`
}

/** One bar, the worst levels first, each its share of the length; where cells are short, the worse level has them. */
const paintedBar = (
  counts: readonly { readonly level: Level; readonly count: number }[],
  length: number,
  total: number,
  colors: Colors,
): string => {
  let drawn = 0
  let passed = 0
  let bar = ''
  for (const { level, count } of counts) {
    passed += count
    const end = Math.ceil((passed / total) * length)
    bar += paint(level, colors)('█'.repeat(end - drawn))
    drawn = end
  }
  return bar + colors.dim('░'.repeat(BAR - length))
}

/** Items behind a head, over as many lines as they need; no item goes over a line's end. */
const listed = (head: string, items: readonly string[], width: number): readonly string[] => {
  const indent = head === '' ? 2 : 13
  const lines: string[] = []
  let line = `  ${head}`.padEnd(indent)
  for (const [at, item] of items.entries()) {
    const shown = cut(item, width - indent - 1)
    const piece = at < items.length - 1 ? `${shown},` : shown
    if (line.length > indent && line.length + 1 + piece.length > width) {
      lines.push(line)
      line = ' '.repeat(indent)
    }
    line += line.length > indent ? ` ${piece}` : piece
  }
  return [...lines, line]
}
