/** Findings, alerts, notifications and memories for tests of stores. */
import type { Alert, Notification, Silence } from '../../src/core/alert.ts'
import { type Finding, NO_CONTEXT } from '../../src/core/finding.ts'
import type { Json } from '../../src/core/json.ts'
import type { AlertChange, MemoryRow } from '../../src/core/store.ts'

export const NOW = Date.UTC(2026, 0, 15, 12)
export const MINUTE = 60_000

let serial = 0
/** Ids of its own for every test: all suites share one store. */
export const fresh = (): string => `alert-${++serial}`

export const finding = (event: string, time = '2026-01-15T11:00:00Z', extra: Partial<Finding> = {}): Finding => ({
  rule: {
    id: 'r1',
    title: 'Trail stopped',
    level: 'high',
    status: 'stable',
    tags: ['attack.defense-evasion'],
    language: 'sigma',
  },
  level: 'high',
  event: {
    id: event,
    time,
    accountId: '123456789012',
    region: 'eu-west-1',
    source: 'cloudtrail.amazonaws.com',
    name: 'StopLogging',
    errorCode: null,
  },
  principal: {
    kind: 'IAMUser',
    name: 'dana',
    arn: null,
    principalId: null,
    accountId: '123456789012',
    accessKeyId: null,
    session: null,
  },
  who: 'dana',
  sourceIp: '192.0.2.1',
  tool: 'aws-cli',
  context: NO_CONTEXT,
  message: `dana stopped logging (${event})`,
  annotation: null,
  eventIds: [event],
  group: null,
  file: 'a.json.gz',
  ...extra,
})

export const alertOf = (
  id: string,
  revision: number,
  findings: readonly Finding[],
  extra: Partial<Alert> = {},
): Alert => ({
  id,
  groupKey: `key of ${id}`,
  status: 'firing',
  revision,
  episode: 1,
  rule: finding('x').rule,
  level: 'high',
  count: findings.length,
  first: '2026-01-15T11:00:00Z',
  last: '2026-01-15T11:00:00Z',
  changed: NOW + revision,
  findings: findings.slice(0, 3),
  respond: ['Ask dana'],
  description: '',
  acknowledged: null,
  assignee: null,
  notified: {},
  decisions: [],
  ...extra,
})

/** An alert as it was stored before it could be acknowledged, and `notified` was called `told`. */
export const olderAlert = ({ acknowledged: _, assignee: __, notified: told, ...alert }: Alert): Alert =>
  ({ ...alert, told }) as unknown as Alert

export const notificationOf = (alert: Alert, sequence: number, extra: Partial<Notification> = {}): Notification =>
  ({
    id: `${alert.id}:${alert.episode}:slack:${sequence}`,
    destination: 'slack',
    reason: 'first',
    alert,
    status: 'due',
    due: NOW,
    created: NOW + sequence,
    attempts: 0,
    postponed: 0,
    ...extra,
  }) as Notification

export const changeOf = (alert: Alert, events: readonly string[], extra: Partial<AlertChange> = {}): AlertChange => ({
  alert,
  findings: events.map((event) => ({ key: `r1/${event}`, finding: finding(event) })),
  overtaken: [],
  notifications: [],
  hidden: {},
  ...extra,
})

export const silence = (id: string, hidden = 0): Silence => ({
  id,
  match: { rule: ['r1'] },
  owner: 'dana',
  reason: 'maintenance',
  created: NOW,
  expires: NOW + MINUTE,
  hidden,
})

export const memory = (key: string, time: number, extra: Partial<MemoryRow> = {}): MemoryRow => ({
  unit: 'c1/dana',
  key,
  keep: 'first',
  time,
  body: { id: key },
  expires: NOW + MINUTE,
  ...extra,
})

/** Text that no compression makes shorter. */
export const noise = (length: number, seed: number): string => {
  let state = seed
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return String.fromCharCode(0x4e00 + (state >>> 18))
  }).join('')
}

/** What hostile records can put in a key: each must stay apart from the others. */
export const HOSTILE_KEYS = [
  'plain',
  'plain\u0000',
  'plain\u0000more',
  '\ud800',
  '\ud801',
  '\u202egnp.exe',
  '__proto__',
  'constructor',
  ' ',
  '',
  '#',
  'a#b',
  "'; DROP TABLE findings; --",
  '\u00e9',
  'e\u0301',
  'x'.repeat(3000),
  `${'x'.repeat(3000)}y`,
  'sha256:0000',
]

/** JSON as a record may hold it: names of prototypes, half a character, a number beyond all integers. */
export const HOSTILE_JSON: Json = JSON.parse(
  '{"__proto__": {"x": 1}, "constructor": null, "": "\\ud800\\u0000", "n": 1e300}',
)
