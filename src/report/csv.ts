/** Findings as CSV (RFC 4180), safe to open in a spreadsheet. */
import type { Finding } from '../core/finding.ts'
import { defineFormat } from './format.ts'
import { oneLine } from './terminal.ts'

const COLUMNS: readonly (readonly [string, (finding: Finding) => string])[] = [
  ['time', ({ event }) => event.time],
  ['level', ({ level }) => level],
  ['rule', ({ rule }) => rule.title],
  ['message', ({ message }) => message],
  ['who', ({ who }) => who],
  ['principal_arn', ({ principal }) => principal.arn ?? ''],
  ['access_key_id', ({ principal }) => principal.accessKeyId ?? ''],
  ['account_id', ({ event }) => event.accountId],
  ['region', ({ event }) => event.region],
  ['source_ip', ({ sourceIp }) => sourceIp],
  ['tool', ({ tool }) => tool],
  ['event_source', ({ event }) => event.source],
  ['event_name', ({ event }) => event.name],
  ['error_code', ({ event }) => event.errorCode ?? ''],
  ['event_ids', ({ eventIds }) => eventIds.join(' ')],
  ['rule_id', ({ rule }) => rule.id],
  ['tags', ({ rule }) => rule.tags.join(' ')],
  ['annotation', ({ annotation }) => (annotation === null ? '' : JSON.stringify(annotation))],
  ['file', ({ file }) => file],
  ['rule_level', ({ rule }) => rule.level],
  ['rule_status', ({ rule }) => rule.status],
  ['account_name', ({ context }) => context.account.name ?? ''],
  ['environment', ({ context }) => context.account.environment ?? ''],
  ['owner', ({ context }) => context.account.owner ?? ''],
  ['network', ({ context }) => context.network.name ?? context.network.kind ?? ''],
  ['country', ({ context }) => context.place.country ?? ''],
  ['city', ({ context }) => context.place.city ?? ''],
  ['as_number', ({ context }) => (context.place.asn === null ? '' : String(context.place.asn))],
  ['as_organization', ({ context }) => context.place.org ?? ''],
]

export const findingsCsv = defineFormat({
  name: 'csv',
  title: 'a table for a spreadsheet (RFC 4180)',
  render: function* ({ findings }: { readonly findings: Iterable<Finding> }) {
    yield COLUMNS.map(([name]) => name).join(',')
    for (const finding of findings) yield COLUMNS.map(([, value]) => csvCell(value(finding))).join(',')
  },
})

/** A cell that begins like a formula gets a leading apostrophe (OWASP, "CSV Injection"). */
export const csvCell = (value: string): string => {
  const line = oneLine(value, 32_000)
  const inert = /^[=+\-@|%]/.test(line) ? `'${line}` : line
  return /[",\n\r]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}
