/** Messages that every destination must be able to tell: plain ones, and everything hostile that a record may hold. */
import { aFinding } from '../../src/alerting/testing/finding.ts'
import type { Alert, NotifyReason } from '../../src/core/alert.ts'
import type { Message } from '../../src/core/destination.ts'
import type { Finding } from '../../src/core/finding.ts'
import { createGate } from '../../src/flows/delivery/gate.ts'

/** A whole finding: every table and database knew something. */
export const wholeFinding = (changes: Parameters<typeof aFinding>[0] = {}): Finding =>
  aFinding({
    context: {
      place: { country: 'BY', city: 'Minsk', asn: 64500, org: 'Example Net' },
      network: { name: null, kind: null },
      account: {
        name: 'prod-payments',
        environment: 'production',
        application: 'checkout',
        owner: '@payments',
        contact: 'payments@example.com',
        dataClasses: ['card data'],
      },
    },
    ...changes,
    rule: { level: 'critical', ...changes.rule },
    event: { id: '6f0c1d2e-3b4a-4c5d-8e6f-7a8b9c0d1e91', ...changes.event },
  })

export const aMessage = (reason: NotifyReason = 'first', changes: Partial<Alert> = {}): Message => {
  const findings = changes.findings ?? [wholeFinding()]
  const finding = findings.at(-1) ?? wholeFinding()
  const alert: Alert = {
    id: 'a1b2c3d4e5f60718',
    groupKey: '["logging-stopped","123456789012","arn:aws:iam::123456789012:role/Developer"]',
    status: reason === 'resolved' ? 'resolved' : 'firing',
    revision: 1,
    episode: 1,
    rule: finding.rule,
    level: finding.level,
    count: findings.length,
    first: findings[0]?.event.time ?? '',
    last: finding.event.time,
    changed: Date.parse('2026-03-04T02:15:00Z'),
    findings,
    respond: [
      'Ask dana.',
      'Start logging again: aws cloudtrail start-logging --name org-trail',
      'Look for what was done while it was off.',
    ],
    description: 'Without a trail nobody sees what happens next.',
    acknowledged: null,
    assignee: null,
    notified: {},
    decisions: [],
    ...changes,
  }
  return { id: `${alert.id}:1:team:1`, reason, alert, thread: null }
}

const LATER = wholeFinding({
  message: 'dana (role Developer) deleted 2 flow logs',
  event: { id: '0a1b2c3d-3b4a-4c5d-8e6f-7a8b9c0d1e92', time: '2026-03-04T02:16:00Z', name: 'DeleteFlowLogs' },
})

/** What a person may get, one for each reason; the golden payloads show these. */
export const PLAIN: Readonly<Record<string, Message>> = {
  first: aMessage(),
  'new findings': aMessage('new-findings', { findings: [wholeFinding(), LATER], count: 5000, revision: 4 }),
  'level raised': aMessage('level-raised', { findings: [wholeFinding(), LATER], count: 2, revision: 2 }),
  resolved: aMessage('resolved', { findings: [wholeFinding(), LATER], count: 5000, revision: 9 }),
  storm: aMessage('storm', {
    findings: Array.from({ length: 14 }, (_, at) =>
      wholeFinding({
        who: `user-${at}`,
        message: `user-${at} made an access key for itself`,
        rule: { level: 'medium', title: 'Storm of 75 findings' },
      }),
    ),
    count: 60,
    description: 'More new alerts came at once than this destination is told one by one.',
  }),
  test: aMessage('test'),
}

/** The number of a finding, which stands in its sentence. */
export const MARK = /\bi-(\d{5})\b/g

const marked = (at: number): Finding => {
  const instance = `i-${String(at).padStart(5, '0')}`
  return wholeFinding({
    message: `mallory terminated instance ${instance}`,
    rule: { level: 'high' },
    event: { id: `6f0c1d2e-3b4a-4c5d-8e6f-${String(at).padStart(12, '0')}`, name: 'TerminateInstances' },
    record: { eventName: 'TerminateInstances', requestParameters: { instance } },
  })
}

const WINDOW = 10

/** An alert of so many findings, as the store has it: with the first of them and the latest. */
export const alertOf = (count: number, reason: NotifyReason, from = 0): Message => {
  const latest = Array.from({ length: Math.min(count, WINDOW) - 1 }, (_, at) => marked(from + count - at - 1)).reverse()
  const findings = [marked(from), ...latest].map((finding, at, all) => {
    const { record, ...rest } = finding
    return at === all.length - 1 ? finding : rest
  })
  return aMessage(reason, { id: `alert-${from}`, findings, count })
}

/** A storm of so many alerts, each of three findings. */
export const stormOf = (count: number): Message => {
  const due = Array.from({ length: count }, (_, at) => ({
    ...alertOf(3, 'first', 3 * at),
    ...({ destination: 'team', status: 'due', due: 0, created: 0, attempts: 0, postponed: 0 } as const),
  }))
  const { storm } = createGate({ rate: 1, stormCap: 0 }).admit(due, 0)
  if (!storm) throw new Error('no storm came of it')
  return { ...storm, thread: null }
}

/** Strings that some medium would obey. */
export const INJECTIONS: readonly string[] = [
  '<!channel> <@U012AB3CD> <!subteam^S1>',
  '<http://x.example.com|click me>',
  '@everyone @here <@123456789012345678> <users/all> <at>dana</at>',
  '*bold* _italic_ ~struck~ `code` ```block``` ||spoiler|| # head > quote :skull:',
  '[click me](https://x.example.com) ![image](https://x.example.com/y.png)',
  '<img src=x onerror=alert(1)><script>alert(1)</script> "\' &amp; &lt;b&gt;',
  '=HYPERLINK("https://x.example.com","y") =cmd()',
  'a\r\nBcc: victim@example.com\r\n\r\nbody',
  '\u001b[2J\u001b[31mred\u0007 \u009b1m',
  '\u202egnp.exe\u2066 \u200b\u200d\ufeff',
  'lone \ud83d and \ude00 surrogates',
  '{{DATE(2026-03-04T02:14:09Z,SHORT)}} @{triggerBody()}',
  '$(reboot) `reboot`; reboot | reboot && reboot',
]

const everywhere = (text: string): Message =>
  aMessage('first', {
    findings: [
      wholeFinding({
        rule: { id: text, title: text, tags: [`attack.t1562.008${text}`, text] },
        event: { id: text, time: text, accountId: text, region: text, source: text, name: text, errorCode: text },
        principal: { name: text, arn: text, accountId: text, accessKeyId: text, session: text },
        who: text,
        sourceIp: text,
        tool: text,
        message: text,
        annotation: { [text]: text },
        eventIds: [text],
        group: { [text]: text },
        record: { [text]: { [text]: [text, 4, null] } },
        file: text,
        context: {
          place: { country: text, city: text, asn: 64500, org: text },
          network: { name: text, kind: text },
          account: {
            name: text,
            environment: text,
            application: text,
            owner: text,
            contact: text,
            dataClasses: [text],
          },
        },
      }),
    ],
    respond: [text],
    description: text,
    first: text,
    last: text,
  })

const HUGE: Readonly<Record<string, string>> = {
  letters: 'x'.repeat(40_000),
  'wide characters': '漢'.repeat(40_000),
  'surrogate pairs': '😀'.repeat(20_000),
  'what is escaped': `<&>"'*_\`[](){{`.repeat(3_000),
  controls: '\u0000'.repeat(40_000),
}

/** What an intruder may call itself and its tool, all of it at once: the golden payloads show what becomes of it. */
export const HOSTILE_NAMES: Message = aMessage('first', {
  findings: [
    wholeFinding({
      who: `user ${INJECTIONS.join(' · ')}`,
      tool: INJECTIONS.join(' · '),
      message: `user ${INJECTIONS.join(' · ')} stopped logging on trail org-trail`,
    }),
  ],
})

/** Everything at once, in every field: name of the case -> message. */
export const HOSTILE: Readonly<Record<string, Message>> = {
  ...Object.fromEntries(INJECTIONS.map((text, at) => [`injection ${at}`, everywhere(text)])),
  ...Object.fromEntries(Object.entries(HUGE).map(([name, text]) => [`40 KB of ${name}`, everywhere(text)])),
  'a storm of huge ones': aMessage('storm', {
    findings: Array(100).fill(everywhere('漢<&>'.repeat(500)).alert.findings[0]),
  }),
  'no findings': aMessage('first', { findings: [], count: 0 }),
  'nothing known': everywhere(''),
  'many steps': aMessage('first', { respond: Array.from({ length: 60 }, (_, at) => `Step ${at} ${'x'.repeat(900)}`) }),
}
