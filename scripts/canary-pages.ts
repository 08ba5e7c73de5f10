/** The page of canary kinds: what each sees, what must be switched on, what that costs, and what it cannot see. */
import { z } from 'zod'
import type { Touch } from '../src/canaries/canary.ts'
import type { CanaryKind } from '../src/canaries/define.ts'

/** CloudTrail pricing: the first copy of management events is free, data events are paid from the first. */
const PRICES = { management: 'nothing', data: '$0.10' } as const

const DENIED: Readonly<Record<NonNullable<Touch['denied']>, string>> = {
  message: 'by its error message',
  request: 'by its request',
  caller: 'by its caller',
  nothing: 'no',
}

const code = (text: string): string => `\`${text}\``

/** Touches that differ in nothing but the call are one row. */
const rows = ({ sees, source = '' }: CanaryKind): readonly string[] => {
  const byHow = new Map<string, string[]>()
  for (const touch of sees) {
    const { grade, data, denied = 'message' } = touch
    const how = [
      grade === 'content' ? '**critical**' : 'low',
      touch.events ? (touch.source ?? source) : 'any',
      data === undefined ? 'management' : `data: ${code(data)}`,
      data === undefined ? PRICES.management : PRICES.data,
      DENIED[denied],
    ].join(' | ')
    byHow.set(how, [...(byHow.get(how) ?? []), ...(touch.events ?? ['whatever it calls'])])
  }
  return [...byHow].map(([how, events]) => `| ${how} | ${events.join(', ')} |`)
}

const TABLE = `| grade | service | events | 100,000 of them cost | seen when denied | calls |
|---|---|---|---|---|---|`

const page = (kind: CanaryKind): string => {
  const { properties = {}, required = [] } = z.toJSONSchema(kind.config, { io: 'input' })
  const settings = Object.entries(properties).map(([key, schema]) => {
    const { description = '' } = schema as { readonly description?: string }
    return `- ${code(key)}${required.includes(key) ? '' : ' (optional)'}: ${description}`
  })
  const touches =
    kind.sees.length > 0 ? `${TABLE}\n${rows(kind).join('\n')}` : 'Its calls are those that its settings name.'
  const benign = kind.benign ? `Nothing of these services is news: ${kind.benign.map(code).join(', ')}.\n\n` : ''
  return `## ${code(kind.kind)}: ${kind.title}

${kind.place}

${touches}

Not seen: ${kind.cannotSee.join(' ')}

${benign}${settings.join('\n')}
`
}

export const canaryPages = (kinds: readonly CanaryKind[]): string => `# Canary kinds

Generated from the kinds by \`npm run gen\`. What the columns mean, who is benign and what two grades are: [canaries](../canaries.md).

${kinds.map(page).join('\n')}`
