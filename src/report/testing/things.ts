/** One of each thing that has formats: with a hostile text wherever a record, a rule or a file can put one, and with nothing in it. */
import type { Alert, Notification, Silence } from '../../core/alert.ts'
import { type Finding, NO_CONTEXT } from '../../core/finding.ts'
import type { formats } from '../formats/index.ts'
import { makeCase, makeContext } from './case.ts'

type Formats = typeof formats
/** What each of its formats can render. */
type Thing<Name extends keyof Formats> = Parameters<Formats[Name][0]['render']>[0]

export interface Things {
  /** @param text put wherever a text can stand */
  readonly of: (text: string) => { readonly [Name in keyof Formats]: Thing<Name> }
  readonly empty: { readonly [Name in keyof Formats]: Thing<Name> }
}

const findingOf = (text: string): Finding => ({
  rule: { id: text, title: text, level: 'high', status: 'stable', tags: [text], language: 'sigma' },
  level: 'high',
  event: {
    id: text,
    time: text,
    accountId: text,
    region: text,
    source: text,
    name: text,
    errorCode: text,
  },
  principal: {
    kind: 'IAMUser',
    identity: text,
    name: text,
    arn: text,
    principalId: text,
    accountId: text,
    accessKeyId: text,
    session: text,
  },
  who: text,
  sourceIp: text,
  tool: text,
  context: {
    ...NO_CONTEXT,
    account: { name: text, environment: text, application: text, owner: text, contact: text, dataClasses: [text] },
    network: { name: text, kind: text },
    place: { country: text, city: text, asn: 64_500, org: text },
  },
  message: text,
  annotation: { text },
  eventIds: [text, 'e2'],
  group: { field: text },
  file: text,
})

const canaryOf = (text: string) => ({
  ...{ id: text, kind: text, name: text, state: text, account: text, region: text, placement: text },
  ...{ tripped: 1, expires: 1, rotates: 1, due: [text] },
})

const stepOf = (text: string) => ({
  ...{ title: text, action: text, target: { kind: text, name: text } },
  does: [{ service: text, command: text, input: { text } }],
  undoes: [{ service: text, command: text }],
  ...{ stops: [text], doesNotStop: [text], warnings: [text] },
  preview: { observed: 1, stopped: 1, ordinary: 1, legitimate: [{ principal: text, action: text, count: 1 }] },
})
const REFUSED = (text: string) => ({ action: text, target: { kind: text, name: text }, refused: text })
const planOf = (text: string) => ({ id: text, account: text, reason: text, steps: [stepOf(text)] })
const keptOf = (text: string) => ({
  ...{ state: text, at: text, plan: planOf(text) },
  journal: [{ time: 0, step: 0, does: text, is: text, by: text, note: text }],
})

const alertOf = (text: string): Alert => ({
  id: '7b65b0f3',
  groupKey: text,
  status: 'firing',
  revision: 2,
  episode: 1,
  rule: findingOf(text).rule,
  level: 'high',
  count: 2,
  first: '2026-03-04T02:14:09Z',
  last: '2026-03-04T02:15:09Z',
  changed: Date.parse('2026-03-04T02:15:10Z'),
  findings: [findingOf(text)],
  respond: [text],
  description: text,
  acknowledged: { by: text, at: 1 },
  assignee: text,
  notified: {},
  decisions: [
    { at: Date.parse('2026-03-04T02:15:10Z'), revision: 1, destination: text, reason: 'first', detail: text },
  ],
})

const notificationOf = (text: string): Notification => ({
  id: `7b65b0f3:1:${text}:1`,
  destination: text,
  reason: 'first',
  alert: alertOf(text),
  status: 'dead',
  due: 1,
  created: 1,
  attempts: 2,
  postponed: 0,
  note: text,
})

const silenceOf = (text: string): Silence => ({
  id: '5f1c22a0',
  match: { rule: [text], account: [text] },
  owner: text,
  reason: text,
  created: 1,
  expires: Date.parse('2026-03-05T00:00:00Z'),
  hidden: 3,
})

const caseOf = (text: string): Thing<'case'> => {
  const options = { hostile: text, events: text === '' ? 0 : 40 }
  const context = makeContext(options)
  return {
    found: makeCase(options),
    all: true,
    typed: ['investigate', text, './logs'],
    made: '2026-03-04T12:00:00Z',
    proven: async () => context.evidence,
    context: async () => context,
    techniques: async () => () => [{ id: 'T1078', name: text, tactics: ['impact'] }],
    page: () => ({
      script: 'draw()',
      style: 'p{}',
      scriptHash: 'sha256-script',
      styleHash: 'sha256-style',
      world: { width: 2, height: 1, countries: [['BY', 'M0,0']] },
    }),
  }
}

const rows = (...pieces: readonly (readonly (string | null)[])[]): Thing<'rows'>['rows'] =>
  (async function* () {
    yield pieces
  })()

const destination = { id: 'log', type: 'file' }
const COUNTS = { Records: 2, Evaluated: 1, Skipped: 0, Failed: 1, Findings: 1, Duplicates: 0 }
const COLLECTED = { known: 0, records: 1, collected: 1, skipped: {}, interrupted: false, filesLeft: 0 }
const NOISE = { days: 1, firstDay: '2026-03-04', lastDay: '2026-03-04', staged: 0, loud: 1, evaluated: 10 }
const LEVEL_COUNTS = { critical: 0, high: 1, medium: 0, low: 0, informational: 0 }

const LOOK = {
  ...{ id: 'a', at: 'a', watched: [], tried: [], unread: [] },
  ...{ through: null, until: null, quiet: 1, isQuiet: false },
}

export const things: Things = {
  of: (text) => {
    const failures = [{ file: text, reason: text }]
    const listed = { ...findingOf(text).rule, falsepositives: [], references: [], respond: [], description: text }
    const covering = { id: text, title: text, level: 'high', origin: text, events: [text] } as const
    return {
      findings: { findings: [findingOf(text)], techniqueName: () => text },
      case: caseOf(text),
      top: {
        tables: [
          {
            by: ['country', 'tool'],
            rows: [{ values: [text, null], count: 1, first: '', last: '', example: text }],
            total: 2,
            overflow: 1,
          },
          { by: ['city'], rows: [], total: 0, overflow: 0, unknown: text },
        ],
        isOverview: false,
      },
      rows: { columns: [text, text], rows: rows([text, null], [null, text]) },
      verify: {
        chains: [
          {
            ...{ account: text, region: text, trail: text, backfill: false, before: text },
            ...{ digests: 1, validDigests: 0, logs: 1, validLogs: 0, periods: [{ from: text, to: text }] },
          },
        ],
        faults: [
          {
            ...{ kind: 'log-modified', checked: true, file: text, account: text, region: text, trail: text },
            ...{ since: text, until: text, detail: text },
          },
        ],
        verified: [],
        uncovered: [text],
        failures,
        interrupted: false,
      },
      collected: { summary: { ...COLLECTED, files: 1, failed: 1, failures }, lake: text, seconds: 1, memory: 99 },
      invoked: {
        ingested: { response: { text }, counts: COUNTS, failures: [{ input: text, reason: text }] },
        would: [{ notification: notificationOf(text), type: 'file', payload: { text } }],
        delivered: { Sent: 1 },
      },
      rules: [{ ...listed, language: 'sigma', origin: text }],
      coverage: {
        version: '19.2',
        tactics: [{ id: 'impact', name: 'Impact' }],
        techniques: [
          { id: 'T1485', name: 'Data Destruction', tactics: ['impact'], rules: [covering] },
          { id: 'T1486', name: 'Data Encrypted', tactics: ['impact'], rules: [] },
        ],
        rules: 1,
        unmapped: [text],
      },
      backtest: {
        against: text,
        report: {
          ...NOISE,
          levels: LEVEL_COUNTS,
          rules: [
            {
              ...{ id: text, title: text, level: 'high', status: 'stable', staged: false, alerts: 1, loud: 1 },
              events: [text],
              change: { added: 1, removed: 0, addedEvents: [text], removedEvents: [] },
            },
          ],
        },
      },
      alerts: [alertOf(text)],
      alert: [{ alert: alertOf(text), findings: [findingOf(text)], notifications: [notificationOf(text)] }],
      deadLetters: [notificationOf(text)],
      done: [{ id: text, message: text }],
      canaries: [canaryOf(text)],
      canary: [
        {
          ...{ line: canaryOf(text), ids: { [text]: text }, drift: [text] },
          journal: [{ time: 1, step: text, does: 'make', is: 'done' }],
        },
      ],
      canaryChecks: [
        {
          ...{ id: text, kind: text, name: text, account: text, region: text, seen: text },
          blind: [{ is: text, events: [text], causes: [{ check: text, why: text, fix: text }] }],
          causes: [{ check: text, why: text, fix: text }],
          notKnown: [text],
        },
      ],
      canaryKinds: [{ kind: text, title: text, settings: { [text]: text }, place: text, cannotSee: [text] }],
      silences: [silenceOf(text)],
      routes: { alert: text, destinations: new Map([[text, text]]) },
      destinations: [{ id: text, type: 'file', settings: { path: text } }],
      tested: [{ ...destination, id: text, result: { ok: false, retry: true, reason: text }, milliseconds: 1 }],
      payloads: [{ ...destination, id: text, payload: { text } }],
      ladder: {
        steps: [stepOf(text)],
        facts: [text],
        unread: [text],
        plan: { ...planOf(text), expires: text, refused: [REFUSED(text)] },
      },
      plans: [keptOf(text)],
      plan: [keptOf(text)],
      watch: {
        ...{ ...LOOK, id: text, at: text, watched: [text], through: text, until: text, unread: [text] },
        tried: [{ outcome: text, principal: text, call: text, address: text, count: 1, first: text, last: text }],
      },
    }
  },
  empty: {
    findings: { findings: [], techniqueName: () => undefined },
    case: caseOf(''),
    top: { tables: [], isOverview: true },
    rows: { columns: ['n'], rows: rows() },
    verify: { chains: [], faults: [], verified: [], uncovered: [], failures: [], interrupted: false },
    collected: { summary: { ...COLLECTED, files: 0, failed: 0, failures: [] }, lake: 'lake', seconds: 0, memory: 0 },
    invoked: { ingested: { response: undefined, counts: COUNTS, failures: [] }, would: [] },
    rules: [],
    coverage: { version: '19.2', tactics: [], techniques: [], rules: 0, unmapped: [] },
    backtest: {
      report: { ...NOISE, levels: LEVEL_COUNTS, evaluated: 0, loud: 0, days: 0, firstDay: '', lastDay: '', rules: [] },
    },
    alerts: [],
    alert: [],
    deadLetters: [],
    done: [],
    canaries: [],
    canary: [],
    canaryChecks: [],
    canaryKinds: [],
    silences: [],
    routes: { alert: 'a', destinations: new Map(), reason: 'no-route' },
    destinations: [],
    tested: [],
    payloads: [],
    ladder: { steps: [], facts: [], unread: [], plan: { id: 'a', account: 'a', expires: 'a', steps: [], refused: [] } },
    plans: [],
    plan: [],
    watch: LOOK,
  },
}
