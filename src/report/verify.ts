/** What digest files prove, drawn for a terminal and as lines of JSON. */
import type { VerifiedChain, VerifyFault, VerifyReport } from '../core/verify.ts'
import type { Colors } from './colors.ts'
import { defineFormat } from './format.ts'
import { jsonLine, oneLine } from './terminal.ts'
import { number, plural } from './text.ts'

const WORDS: Readonly<Record<VerifyFault['kind'], string>> = {
  'log-modified': 'log was changed',
  'log-missing': 'log is missing',
  'log-unlisted': 'log was added',
  'digest-modified': 'digest was changed',
  'digest-broken': 'digest cannot be understood',
  'digest-missing': 'digest is missing',
  'digest-moved': 'digest lies under another name',
  'digest-order': 'digests overlap',
  'signature-invalid': 'signature does not fit',
  gap: 'not covered',
  'no-key': 'public key is unknown',
  'no-signature': 'signature is unknown',
  unreadable: 'cannot be read',
}

export const verifyText = defineFormat({
  name: 'text',
  title: 'chains, faults and a sum',
  render: (report: VerifyReport, { colors, width }) => renderVerify(report, colors, width),
})

const renderVerify = (report: VerifyReport, paint: Colors, width: number): readonly string[] => {
  const wrong = report.faults.filter(({ checked }) => checked)
  const open = report.faults.filter(({ checked }) => !checked)
  const lines = report.chains.flatMap((chain) => chainLines(chain, paint))
  if (wrong.length > 0) lines.push('', ...listed(wrong, paint.red, paint))
  if (open.length > 0) lines.push('', ...listed(open, paint.yellow, paint))
  lines.push(paint.dim('─'.repeat(width)), summary(report, wrong.length, open.length, paint))
  const { uncovered } = report
  if (uncovered.length > 0) {
    lines.push(paint.yellow(`  no digest speaks of ${plural(uncovered.length, 'file')}: nothing is known of them`))
    for (const file of uncovered.slice(0, LISTED)) lines.push(paint.dim(`    ${oneLine(file)}`))
    if (uncovered.length > LISTED)
      lines.push(paint.dim(`    and ${number(uncovered.length - LISTED)} more; --format jsonl lists all of them`))
  }
  for (const { file, reason } of report.failures) lines.push(paint.yellow(`  ${oneLine(file)}: ${oneLine(reason)}`))
  if (report.interrupted) lines.push(paint.yellow('  interrupted: the rest was not looked at'))
  return lines
}

/** Faults of one kind that are listed on a screen. */
const LISTED = 20

const listed = (faults: readonly VerifyFault[], colour: (text: string) => string, paint: Colors): readonly string[] => {
  const counts = new Map<VerifyFault['kind'], number>()
  const lines: string[] = []
  for (const fault of faults) {
    const count = (counts.get(fault.kind) ?? 0) + 1
    counts.set(fault.kind, count)
    if (count <= LISTED) lines.push(...faultLines(fault, colour, paint))
  }
  for (const [kind, count] of counts)
    if (count > LISTED)
      lines.push(colour(`${WORDS[kind]}: ${number(count - LISTED)} more; --format jsonl lists all of them`))
  return lines
}

const chainLines = (chain: VerifiedChain, paint: Colors): readonly string[] => {
  const { account, region, trail, backfill, digests, validDigests, logs, validLogs, periods, before } = chain
  const whole = digests === validDigests && logs === validLogs
  const mark = whole ? paint.green('✓') : paint.red('✗')
  return [
    `${mark} ${paint.bold(oneLine(`${account} ${region}`, 60))} ${oneLine(trail, 128)}${backfill ? ' (late logs)' : ''}  ${number(validDigests)} of ${plural(digests, 'digest')}, ${number(validLogs)} of ${plural(logs, 'log')} proven`,
    ...periods.map(({ from, to }) => paint.dim(`    ${oneLine(from, 40)} to ${oneLine(to, 40)}`)),
    ...(before === null ? [] : [paint.dim('    the chain goes on before that: older digests were not handed over')]),
  ]
}

const faultLines = (fault: VerifyFault, colour: (text: string) => string, paint: Colors): readonly string[] => {
  const { kind, file, account, region, since, until, detail } = fault
  const when = since === '' ? '' : since === until ? `  ${since}` : `  ${since} to ${until}`
  return [
    `${colour(WORDS[kind])}  ${oneLine(`${account} ${region}`.trim(), 60)}${oneLine(when, 90)}`,
    `    ${oneLine(file)}`,
    paint.dim(`    ${oneLine(detail)}`),
  ]
}

const summary = (report: VerifyReport, wrong: number, open: number, paint: Colors): string => {
  const { chains, verified } = report
  const digests = chains.reduce((sum, chain) => sum + chain.digests, 0)
  const looked = `${plural(digests, 'digest')} in ${plural(chains.length, 'chain')}, ${plural(verified.length, 'log')} proven unchanged`
  if (wrong + open === 0) {
    const isAll = report.uncovered.length + report.failures.length === 0 && !report.interrupted
    return `  ${isAll ? paint.green('all is as CloudTrail wrote it') : paint.yellow('nothing is wrong, and not all is proven')}: ${looked}`
  }
  const parts = [
    ...(wrong > 0 ? [paint.red(`${number(wrong)} wrong`)] : []),
    ...(open > 0 ? [paint.yellow(`${number(open)} could not be checked`)] : []),
  ]
  return `  ${parts.join(', ')}: ${looked}`
}

/** One line a fault, one a file of which nothing is known, one a chain, and one that sums up. */
export const verifyJsonl = defineFormat({
  name: 'jsonl',
  title: 'one fault, file or chain a line, as JSON, and a sum',
  render: function* (report: VerifyReport) {
    for (const fault of report.faults) yield jsonLine({ type: 'fault', ...fault })
    for (const file of report.uncovered) yield jsonLine({ type: 'uncovered', file })
    for (const chain of report.chains) yield jsonLine({ type: 'chain', ...chain })
    const { verified, uncovered, failures, interrupted, faults } = report
    const wrong = faults.filter(({ checked }) => checked).length
    yield jsonLine({
      type: 'summary',
      verified: verified.length,
      wrong,
      notChecked: faults.length - wrong,
      uncovered: uncovered.length,
      failures,
      interrupted,
    })
  },
})
