/** Silences, and what one would have hidden, as text for people. */
import type { Matcher, Silence } from '../../core/alert.ts'
import { identityFault, namesSeveral } from '../../notation/identity.ts'
import type { Colors } from '../colors.ts'
import { defineFormat } from '../format.ts'
import { oneLine } from '../terminal.ts'
import { number, plural, span } from '../text.ts'
import { orNone } from './alerts.ts'

const INDENT = ' '.repeat(10)

export const silencesText = defineFormat({
  name: 'text',
  title: 'two lines a silence',
  render: (silences: readonly Silence[], { colors, now }) =>
    orNone(silences, 'no silences', (one) => renderSilence(one, colors, now)),
})

const renderSilence = (silence: Silence, colors: Colors, now: number): string => {
  const state = silence.expires <= now ? colors.dim('over') : colors.yellow(`ends in ${span(silence.expires - now)}`)
  // From before principals were whole identities.
  const faults = (silence.match.principal ?? []).flatMap((pattern) => identityFault(pattern) ?? [])
  return [
    `${silence.id}  ${state}  hid ${plural(silence.hidden, 'finding')}  ${oneLine(silence.owner, 80)}: ${oneLine(silence.reason, 200)}`,
    `${INDENT}${colors.dim(describeMatcher(silence.match))}`,
    ...faults.map((fault) => `${INDENT}${colors.yellow(`hides nobody: ${oneLine(fault, 300)}`)}`),
  ].join('\n')
}

const describeMatcher = (match: Matcher): string =>
  Object.entries(match)
    .map(
      ([key, value]) =>
        `${key} ${Array.isArray(value) ? value.map((one) => oneLine(String(one), 80)).join(' or ') : value}`,
    )
    .join(', ') || 'everything'

interface SilencePreview {
  readonly alerts: number
  readonly of: number
  readonly identities: ReadonlyMap<string, number>
}

const MOST_IDENTITIES = 10

/** What a silence would have hidden, whose it was, and a warning when it hides more than one identity. */
export const renderPreview = ({ alerts, of, identities }: SilencePreview, match: Matcher, colors: Colors): string => {
  const whose = [...identities].sort(([, a], [, b]) => b - a)
  const starred = match.principal?.find(namesSeveral)
  const several =
    starred !== undefined
      ? `${oneLine(starred, 200)} names more than one identity, those too that somebody makes from now on`
      : identities.size > 1 && 'it hides more than one identity'
  return [
    `of ${plural(of, 'alert')} in the store it would have hidden ${number(alerts)}${alerts > 0 ? ', with findings of' : ''}`,
    ...whose
      .slice(0, MOST_IDENTITIES)
      .map(([identity, count]) => `  ${oneLine(identity, 200)}  ${colors.dim(`×${number(count)}`)}`),
    ...(whose.length > MOST_IDENTITIES ? [`  and ${number(whose.length - MOST_IDENTITIES)} more`] : []),
    ...(several ? [colors.yellow(`warning: ${several}`)] : []),
    '',
  ].join('\n')
}
