/** Invented cases of any size for tests of reports; the same options give the same case. */
import type { Case, CaseEvent, Edge, Entity } from '../../core/case.ts'
import type { CaseContext } from '../case/report.ts'
import { ACCOUNT, ADDRESSES, HELPER, KEYS, makeEvents, ROLE, SESSION, USER } from './events.ts'

export interface MadeCase {
  readonly events?: number
  /** Put where a record's text can come to stand. */
  readonly hostile?: string
  readonly places?: boolean
}

const TACTICS: CaseContext['tactics'] = [
  ['reconnaissance', 'Reconnaissance'],
  ['resource-development', 'Resource Development'],
  ['initial-access', 'Initial Access'],
  ['execution', 'Execution'],
  ['persistence', 'Persistence'],
  ['privilege-escalation', 'Privilege Escalation'],
  ['stealth', 'Stealth'],
  ['defense-impairment', 'Defense Impairment'],
  ['credential-access', 'Credential Access'],
  ['discovery', 'Discovery'],
  ['lateral-movement', 'Lateral Movement'],
  ['collection', 'Collection'],
  ['command-and-control', 'Command and Control'],
  ['exfiltration', 'Exfiltration'],
  ['impact', 'Impact'],
].map(([id = '', name = '']) => ({ id, name }))

export const makeCase = ({ events: count = 40, hostile = '' }: MadeCase = {}): Case => {
  const events = makeEvents(count, hostile)
  const proofOf = (...names: readonly string[]): readonly string[] =>
    events
      .filter(({ name }) => names.includes(name))
      .slice(0, 5)
      .map(({ id }) => id)
  const [first, last] = [events[0]?.time ?? '', events.at(-1)?.time ?? '']
  const entities = count === 0 ? [] : makeEntities(events, hostile)
  return {
    id: 'case-20260304-1',
    seed: { kind: 'address', value: ADDRESSES[0] },
    searched: {
      records: 1_000_000,
      files: 3,
      periods: [{ account: ACCOUNT, region: 'eu-west-1', hours: ['2026-03-04T01', '2026-03-04T02'] }],
      failures:
        count === 0 ? [] : [{ file: 'logs/broken.json.gz', reason: `unexpected end of file ${hostile}`.trim() }],
    },
    rounds: 3,
    partial: count > 0,
    ended: null,
    first,
    last,
    events,
    optional:
      count === 0
        ? []
        : [
            {
              id: 'optional-1',
              time: first,
              name: 'ConsoleLogin',
              address: '192.0.2.4',
              key: null,
              reason: 'same user, another address',
            },
          ],
    entities,
    edges: count === 0 ? [] : makeEdges(proofOf, count, hostile),
    frontier:
      count === 0
        ? []
        : [
            {
              entity: { id: 'user:root', kind: 'user', value: `arn:aws:iam::${ACCOUNT}:root`, label: 'root' },
              reason: 'used from 41 addresses by people',
              proof: proofOf('GetCallerIdentity'),
              events: 3120,
            },
            {
              entity: {
                id: 'resource:invoices',
                kind: 'resource',
                value: `invoices${hostile}`,
                label: `bucket invoices${hostile}`,
              },
              reason: 'touched by 12 principals',
              proof: [],
              events: null,
            },
          ],
    people:
      count === 0
        ? []
        : [{ name: 'build-bot', entities: entities.map(({ id }) => id), keys: 3, addresses: [...ADDRESSES] }],
    standing:
      count === 0
        ? []
        : [
            {
              what: 'access key of user helper2',
              kind: 'key',
              value: KEYS[2],
              account: ACCOUNT,
              region: 'us-east-1',
              proof: proofOf('CreateAccessKey'),
            },
            {
              what: 'inline policy of user build-bot',
              kind: 'policy',
              value: `zq${hostile}`,
              account: ACCOUNT,
              region: 'us-east-1',
              proof: proofOf('PutUserPolicy'),
            },
          ],
    refusals:
      count === 0
        ? []
        : [
            {
              call: 's3:ListAllMyBuckets',
              errorCode: 'AccessDenied',
              count: 4,
              denied: true,
              proof: proofOf('ListBuckets'),
            },
            {
              call: 'ec2:RunInstances',
              errorCode: 'VcpuLimitExceeded',
              count: 1,
              denied: false,
              proof: proofOf('RunInstances'),
            },
          ],
    movement:
      count === 0 ? [] : [{ text: `took the role Deploy as session zq${hostile}`, proof: proofOf('AssumeRole') }],
    access:
      count === 0
        ? []
        : [{ text: 'came in with key AKIAIOSFODNN7EXAMPLE of user build-bot', proof: proofOf('GetCallerIdentity') }],
    quarantine: [],
    data: {
      proven: count === 0 ? [] : [{ text: 'read 9 objects of bucket invoices', proof: proofOf('GetObject') }],
      unknown: count === 0 ? [] : [{ text: 'reads of bucket backups cannot be told', proof: [] }],
      sql:
        count === 0
          ? []
          : [
              "SELECT eventtime, requestparameters\nFROM cloudtrail\nWHERE eventname = 'GetObject' AND sourceipaddress = '198.51.100.7'",
            ],
    },
    gaps:
      count === 0
        ? []
        : [
            {
              account: ACCOUNT,
              region: 'eu-north-1',
              from: '2026-03-04T03:00:00Z',
              to: '2026-03-04T05:00:00Z',
              reason: 'no log of these hours',
            },
          ],
  }
}

const makeEntities = (events: readonly CaseEvent[], hostile: string): readonly Entity[] => {
  const entity = (kind: Entity['kind'], value: string, label: string, reason: string): Entity => {
    const own = events.filter(({ arn, key, address }) => arn === value || key === value || address === value)
    return {
      id: `${kind}:${value}`,
      kind,
      value,
      label,
      first: own[0]?.time ?? '',
      last: own.at(-1)?.time ?? '',
      acted: own.length,
      named: kind === 'key' ? 1 : 0,
      places: ['eu-west-1', 'us-east-1'],
      tools: ['aws-cli 2.15.0 on Linux'],
      reason,
      proof: own.slice(0, 3).map(({ id }) => id),
      whole: kind !== 'address',
    }
  }
  return [
    entity('address', ADDRESSES[0], ADDRESSES[0], 'it is what was asked for'),
    entity('address', ADDRESSES[1], ADDRESSES[1], 'the same key was used from it'),
    entity('address', ADDRESSES[2], ADDRESSES[2], 'the same key was used from it'),
    entity('user', USER, `user build-bot${hostile}`, 'acted from 198.51.100.7'),
    entity('user', HELPER, 'user helper2', 'created by build-bot'),
    entity('role', ROLE, 'role Deploy', 'assumed by build-bot'),
    entity('session', SESSION, 'session zq of Deploy', 'issued to build-bot'),
    entity('key', KEYS[0], KEYS[0], 'used from 198.51.100.7'),
    entity('key', KEYS[1], KEYS[1], 'issued by AssumeRole'),
    entity('key', KEYS[2], KEYS[2], 'made by build-bot for helper2'),
    entity('resource', `arn:aws:s3:::invoices${hostile}`, `bucket invoices${hostile}`, 'its policy was changed'),
  ]
}

const makeEdges = (
  proofOf: (...names: readonly string[]) => readonly string[],
  count: number,
  hostile: string,
): readonly Edge[] => {
  const edge = (from: string, to: string, kind: Edge['kind'], name: string, reason: string): Edge => ({
    from,
    to,
    kind,
    reason: `${reason}${hostile}`,
    proof: proofOf(name),
    count: Math.ceil(count / 10),
  })
  return [
    edge(`user:${USER}`, `key:${KEYS[0]}`, 'used', 'GetCallerIdentity', 'the key is that of the user'),
    edge(`key:${KEYS[0]}`, `address:${ADDRESSES[0]}`, 'from', 'GetCallerIdentity', 'used from the address'),
    edge(`key:${KEYS[0]}`, `address:${ADDRESSES[1]}`, 'from', 'ListUsers', 'used from the address'),
    edge(`key:${KEYS[0]}`, `address:${ADDRESSES[2]}`, 'from', 'ListUsers', 'used from the address'),
    edge(`key:${KEYS[0]}`, `key:${KEYS[1]}`, 'issued', 'AssumeRole', 'AssumeRole answered with the key'),
    edge(`user:${USER}`, `role:${ROLE}`, 'assumed', 'AssumeRole', 'AssumeRole'),
    edge(`key:${KEYS[1]}`, `session:${SESSION}`, 'is', 'AssumeRole', 'the key is that of the session'),
    edge(`session:${SESSION}`, `role:${ROLE}`, 'is', 'AssumeRole', 'a session of the role'),
    edge(`user:${USER}`, `user:${HELPER}`, 'created', 'CreateAccessKey', 'CreateUser'),
    edge(`user:${HELPER}`, `user:${USER}`, 'changed', 'CreateAccessKey', 'AttachUserPolicy'),
    edge(`user:${USER}`, `user:${HELPER}`, 'changed', 'CreateAccessKey', 'UpdateLoginProfile'),
    edge(`user:${USER}`, `key:${KEYS[2]}`, 'created', 'CreateAccessKey', 'CreateAccessKey answered with the key'),
    edge(`user:${HELPER}`, `key:${KEYS[2]}`, 'used', 'CreateAccessKey', 'the key is that of the user'),
    edge(`session:${SESSION}`, `resource:arn:aws:s3:::invoices${hostile}`, 'changed', 'GetObject', 'PutBucketPolicy'),
  ]
}

export const makeContext = ({ places = true, hostile = '' }: MadeCase = {}): CaseContext => ({
  evidence: [
    {
      file: `logs/${ACCOUNT}_CloudTrail_eu-west-1_20260304T0000Z.json.gz`,
      sha256: 'a1'.repeat(32),
      bytes: 48_213,
      state: 'verified',
      detail: 'as CloudTrail wrote it',
      events: 14,
    },
    {
      file: `logs/${ACCOUNT}_CloudTrail_eu-west-1_20260304T0100Z.json.gz`,
      sha256: 'b2'.repeat(32),
      bytes: 51_007,
      state: 'wrong',
      detail: `SHA-256 is not what the digest says${hostile}`,
      events: 13,
    },
    {
      file: `logs/other${hostile}.json`,
      sha256: 'c3'.repeat(32),
      bytes: 912,
      state: 'unknown',
      detail: 'not checked',
      events: 0,
    },
  ],
  tactics: TACTICS,
  places: places
    ? [
        { address: ADDRESSES[0], country: 'BY', city: 'Minsk' },
        { address: ADDRESSES[1], country: 'DE', city: `Köln${hostile}` },
        { address: ADDRESSES[2], country: 'SG', city: null },
      ]
    : [],
  made: '2026-03-04T03:12:00Z',
  contain: `tattletrail investigate 198.51.100.7 ./logs --format json > case.json && tattletrail contain plan case.json${hostile}`,
  version: '0.1.0',
})
