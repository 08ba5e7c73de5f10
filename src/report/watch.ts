/** What those who are contained still try. */
import { defineFormat } from './format.ts'
import { jsonLine, oneLine } from './terminal.ts'
import { number, span } from './text.ts'

export interface LookReport {
  readonly id: string
  readonly at: string
  readonly watched: readonly string[]
  readonly tried: readonly {
    readonly outcome: string
    readonly principal: string
    readonly call: string
    readonly address: string
    readonly count: number
    readonly first: string
    readonly last: string
  }[]
  readonly through: string | null
  readonly until: string | null
  /** Milliseconds. */
  readonly quiet: number
  readonly isQuiet: boolean
  readonly unread: readonly string[]
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['through', 'got through'],
  ['free', 'needs no permission'],
])

export const watchText = defineFormat({
  name: 'text',
  title: 'each call with its outcome, then whether it is quiet',
  render: function* (look: LookReport, { colors }) {
    const { id, at, watched, tried, unread } = look
    yield colors.bold(oneLine(`plan ${id}, applied ${at}: ${watched.join(', ')}`, 1_000))
    for (const one of unread) yield colors.red(`  not read  ${oneLine(one, 300)}`)
    for (const { outcome, principal, call, address, count, last } of tried) {
      const said = oneLine(WORDS.get(outcome) ?? outcome).padEnd(19)
      const line = oneLine(`${number(count)} × ${call} of ${principal} from ${address}`, 1_000)
      yield `  ${oneLine(last)}  ${outcome === 'through' ? colors.red(said) : said}  ${line}`
    }
    yield oneLine(verdict(look), 400)
  },
})

const verdict = ({ through, until, quiet, isQuiet }: LookReport): string => {
  if (until === null) return 'no record of anybody is here since then: CloudTrail takes minutes to deliver'
  const goTo = `the logs go to ${until}`
  if (isQuiet) return `nothing got through for ${span(quiet)}: ${goTo}`
  return through === null
    ? `nothing got through so far, and it is not ${span(quiet)} yet: ${goTo}`
    : `a call got through at ${through}: ${goTo}`
}

export const watchJsonl = defineFormat({
  name: 'jsonl',
  title: 'each look a line, as JSON',
  render: (look: LookReport) => [jsonLine(look)],
})
