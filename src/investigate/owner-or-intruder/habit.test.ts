/** Whose hands: scenes of owners who go on working while somebody else uses what is theirs. */
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../core/json.ts'
import {
  bot,
  call,
  HOME,
  habit,
  INTRUDER,
  INTRUDER2,
  idsOf,
  issued,
  LEAKED,
  MADE,
  OFFICE,
  OTHER,
  ROLE,
  reachOver,
  roleArn,
  seed,
  session,
  sessionArn,
  theft,
  user,
} from '../testing/scene.ts'
import { type UseSpec, use } from '../testing/uses.ts'
import { compare, judge, placeOf } from './habit.ts'

describe('the owner at home, the intruder on the move, the innocent maker', () => {
  const CLIENTS = { java: { userAgent: 'aws-sdk-java/2.25' }, kali: { userAgent: 'aws-cli/2.15 kali' } }
  /** Reads in ten hours of each day, and one call that gives power. */
  const work = (who: JsonObject, address: string, days: number, power: string): readonly JsonObject[] =>
    Array.from({ length: days }, (_, day) => [
      ...Array.from({ length: 10 }, (_, hour) =>
        call(`o${day}.${hour}`, day * 1440 + 480 + hour * 60, who, address, 's3:GetObject', CLIENTS.java),
      ),
      call(`p${day}`, day * 1440 + 1200, who, address, power, CLIENTS.java),
    ]).flat()
  const intruder = (day: number, power: string): readonly JsonObject[] => [
    call('a1', day * 1440 + 120, bot, INTRUDER, 'sts:GetCallerIdentity', CLIENTS.kali),
    call('a2', day * 1440 + 121, bot, INTRUDER, power, CLIENTS.kali),
  ]
  const powers = ['lambda:UpdateFunctionCode20150331v2', 'iam:AttachRolePolicy', 'sts:GetFederationToken']
  test.each(
    powers.flatMap((power) =>
      [2, 7].flatMap((days) =>
        [seed('address', INTRUDER), seed('key', LEAKED), seed('event', 'a1')].map(
          (one) => [power, days, one.kind, one.value] as const,
        ),
      ),
    ),
  )('power is its job: %s each day for %i days, from %s %s', (power, days, kind, value) => {
    const records = [...work(bot, HOME, days, power), ...intruder(days - 1, 'ec2:DescribeInstances')]
    const { closure } = reachOver(records, { kind, value })
    expect(idsOf(closure)).toBe('a1 a2')
    expect(closure.frontier.map(({ entity }) => entity.value)).toContain(HOME)
  })

  test('where nothing else is out of habit, power from home is looked at', () => {
    const { closure } = reachOver(work(bot, HOME, 3, 'iam:PutUserPolicy'), seed('key', LEAKED))
    expect(closure.scope.size).toBe(33)
  })

  const moving = ['192.0.2.1', '192.0.2.2', '2001:db8::3', '2001:db8::4']
  const rotation = [
    ...work(bot, HOME, 4, 's3:ListBuckets'),
    ...moving.flatMap((address, n) => [
      call(`r${n}a`, 4000 + 2 * n, bot, address, 'sts:GetCallerIdentity', CLIENTS.kali),
      call(`r${n}b`, 4001 + 2 * n, bot, address, 'iam:ListUsers', CLIENTS.kali),
    ]),
    // The owner on the way, with the client from home; nobody's client at another time.
    call('m1', 4010, bot, '192.0.2.50', 'iam:ListUsers', CLIENTS.java),
    call('m2', 700, bot, '192.0.2.60', 's3:ListBuckets', { userAgent: 'docker/27' }),
  ]
  test.each([seed('key', LEAKED), ...moving.map((address) => seed('address', address))])(
    'addresses that change do not vouch for each other: from $kind $value',
    (one) => {
      expect(idsOf(reachOver(rotation, one).closure)).toBe('r0a r0b r1a r1b r2a r2b r3a r3b')
    },
  )

  test.each([seed('address', INTRUDER2), seed('key', MADE)])(
    'a key leads back to who made it from where it never works: from $kind $value',
    (one) => {
      const records = [
        ...theft,
        call('a3', 1002, bot, INTRUDER, 'iam:CreateAccessKey', {
          requestParameters: { userName: 'mail' },
          responseElements: { accessKey: { userName: 'mail', accessKeyId: MADE } },
        }),
        call('a4', 3000, user('mail', MADE), INTRUDER2, 's3:ListBuckets'),
      ]
      expect(idsOf(reachOver(records, one).closure)).toBe('a1 a2 a3 a4')
    },
  )

  test.each([seed('key', LEAKED), seed('address', INTRUDER)])(
    'runners that were there from the first day on are not one who moves: from $kind $value',
    (one) => {
      const runners = Array.from({ length: 24 }, (_, n) => [
        call(`g${n}`, n * 240, bot, `203.0.113.${100 + n}`, 'sts:GetCallerIdentity', { userAgent: 'terraform/1.9' }),
        call(`h${n}`, n * 240 + 1, bot, `203.0.113.${100 + n}`, 'ec2:DescribeVpcs', { userAgent: 'terraform/1.9' }),
        ...(n === 9
          ? [call('g', 2162, bot, '203.0.113.109', 's3:PutBucketPolicy', { userAgent: 'terraform/1.9' })]
          : []),
      ]).flat()
      const records = [...work(bot, HOME, 4, 's3:ListBuckets'), ...runners, ...intruder(3, 'iam:CreateUser')]
      const { closure } = reachOver(records, one)
      // One call that gives power, from a runner, is still looked at: that runner, and not all of them.
      expect(idsOf(closure)).toBe('g9 h9 g a1 a2')
    },
  )

  const dana = user('dana', OTHER)
  const made = (id: string, minutes: number, who: JsonObject, address: string) =>
    call(id, minutes, who, address, 'iam:CreateRole', {
      requestParameters: { roleName: 'Glass' },
      responseElements: { role: { arn: roleArn('Glass') } },
    })
  const taken = [
    call('a3', 5000, bot, INTRUDER, 'sts:AssumeRole', {
      requestParameters: { roleArn: roleArn('Glass') },
      ...issued(ROLE, sessionArn('Glass', 'x')),
    }),
    call('a4', 5001, session('Glass', 'x', ROLE), INTRUDER, 's3:ListBuckets'),
  ]
  const makers = [
    ['at home, days before', [...habit('b', dana, OFFICE, 4), made('b9', 300, dana, OFFICE)], false],
    ['at home, the same hour', [...habit('b', dana, OFFICE, 4), made('b9', 4999, dana, OFFICE)], false],
    ['days before, and nothing else is known of it', [made('b9', 300, dana, OFFICE)], false],
    ['the same hour, and nothing else is known of it', [made('b9', 4999, dana, OFFICE)], true],
    [
      'days before, from where it never works',
      [
        ...habit('b', dana, OFFICE, 4),
        ...Array.from({ length: 9 }, (_, n) => call(`w${n}`, n * 300, dana, OFFICE, 's3:ListBuckets')),
        made('b9', 1800, dana, INTRUDER2),
      ],
      true,
    ],
  ] as const
  test.each(makers)('a role that was made %s', (_, before, isFollowed) => {
    const records = [...theft, ...before, ...taken]
    const { closure } = reachOver(records, seed('address', INTRUDER))
    expect(idsOf(closure).split(' ').sort().join(' ')).toBe(isFollowed ? 'a1 a2 a3 a4 b9' : 'a1 a2 a3 a4')
    const stop = closure.frontier.find(({ entity }) => entity.value === OTHER)
    expect(stop?.proof).toEqual(isFollowed ? undefined : ['b9'])
    const followed = reachOver(records, seed('address', INTRUDER), { follow: [OTHER] }).closure
    expect(idsOf(followed).split(' ')).toContain('b9')
  })
})

describe('verdicts at each limit', () => {
  const HOUR = 3600
  /** So far into the scene that somebody can come long before. */
  const T = 50 * HOUR
  const intruder: UseSpec = { address: INTRUDER, first: T, suspect: 2, client: 'kali', calls: ['iam:ListUsers'] }
  const away: UseSpec = { address: HOME, client: 'docker', calls: ['ecr:PutImage'] }
  const OURS = 'all of its use falls into the hours of the intruder'
  const CLIENT = "the intruder's client called from it at the same time"
  const NOTHING = 'nothing out of the ordinary was done from it'
  const APART = 'nothing sets one of its addresses apart'

  const cases: readonly (readonly [string, readonly UseSpec[], string])[] = [
    [
      'one sign',
      [
        { whoAmI: 1, calls: ['a:A', 'b:B'] },
        { ...away, calls: ['a:A'] },
      ],
      APART,
    ],
    ['two signs', [{ whoAmI: 1, calls: ['b:B'] }, away], 'it asked from there who it is, most of its calls'],
    ['the same call, three hours before', [{ calls: ['iam:ListUsers'], first: T - 3 * HOUR }, intruder], OURS],
    ['a second earlier: an owner', [{ calls: ['iam:ListUsers'], first: T - 3 * HOUR - 1 }, intruder], NOTHING],
    ['the same call, three hours after', [{ calls: ['iam:ListUsers'], first: T + 3 * HOUR }, intruder], OURS],
    ['a second later: an owner', [{ calls: ['iam:ListUsers'], first: T + 3 * HOUR + 1 }, intruder], NOTHING],
    ['the same hour, with other tools', [{ calls: ['b:B'], first: T }, intruder], NOTHING],
    [
      'the client, three hours before',
      [{ calls: ['b:B'], client: 'kali', first: T - 3 * HOUR }, intruder, away],
      NOTHING,
    ],
    ['a second later', [{ calls: ['b:B'], client: 'kali', first: T - 3 * HOUR + 1 }, intruder, away], CLIENT],
    [
      'the client, three hours after',
      [{ calls: ['b:B'], client: 'kali', first: T + 3 * HOUR }, intruder, away],
      NOTHING,
    ],
    ['a second earlier', [{ calls: ['b:B'], client: 'kali', first: T + 3 * HOUR - 1 }, intruder, away], CLIENT],
  ]
  test.each(cases)('%s', (_, uses, reason) => {
    expect(judge(compare(uses.map(use)), new Set(), true)[0]?.reason).toContain(reason)
  })

  test('what ends by itself needs no owner at another time', () => {
    const uses = [{ calls: ['iam:ListUsers'], first: T }, intruder].map(use)
    expect(judge(compare(uses), new Set(), false)[0]?.reason).toBe(NOTHING)
  })

  const home: UseSpec = { address: HOME, last: 5 * 24 * HOUR, days: 5, hours: 50 }
  const places: readonly (readonly [string, UseSpec, string])[] = [
    ['two days', { days: 2 }, 'unknown'],
    ['three days', { days: 3 }, 'home'],
    ['three days, with power', { days: 3, suspect: 1, first: T, calls: ['b:B'], client: 'kali' }, 'away'],
    ['three days, as much power as habit', { days: 3, suspect: 2, calls: ['b:B'], client: 'kali' }, 'away'],
    ['one sign', { whoAmI: 1, calls: ['b:B', 's3:GetObject'] }, 'unknown'],
    ['two signs', { whoAmI: 1, calls: ['b:B'] }, 'away'],
  ]
  test.each(places)('beside a home, %s', (_, spec, place) => {
    const one = use({ ...spec, address: INTRUDER })
    expect(placeOf(compare([use(home), one]), INTRUDER)).toBe(place)
    expect(placeOf(compare([use(home), one]), HOME)).toBe('home')
    expect(placeOf(compare([use(home), one]), INTRUDER2)).toBe('unknown')
  })

  test('where there is no home, nobody is away', () => {
    expect(placeOf(compare([use(intruder), use({ address: HOME })]), INTRUDER)).toBe('unknown')
  })
})
