import { expect, test } from 'vitest'
import { HOSTILE, wholeFinding } from '../../test/contracts/messages.ts'
import { eventLink, investigation } from './next-step.ts'

const ID = '6f0c1d2e-3b4a-4c5d-8e6f-7a8b9c0d1e91'

const LINKS: readonly (readonly [region: string, id: string, expected: string | undefined])[] = [
  ['eu-west-1', ID, `https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events/${ID}`],
  ['cn-north-1', ID, `https://cn-north-1.console.amazonaws.cn/cloudtrailv2/home?region=cn-north-1#/events/${ID}`],
  [
    'us-gov-west-1',
    ID,
    `https://us-gov-west-1.console.amazonaws-us-gov.com/cloudtrailv2/home?region=us-gov-west-1#/events/${ID}`,
  ],
  ['ap-southeast-2', 'e-1', undefined],
  ['eu-west-1.example.com/', ID, undefined],
  ['eu-west-1', `${ID}|x>`, undefined],
  ['', ID, undefined],
]
test.each(LINKS)('the event of %s, %s', (region, id, expected) => {
  expect(eventLink(wholeFinding({ event: { region, id } }))).toBe(expected)
})

const LEADS: readonly (readonly [name: string, finding: Parameters<typeof wholeFinding>[0], expected: string])[] = [
  ['an address', {}, ' 198.51.100.7'],
  ['an IPv6 address', { sourceIp: '2001:db8::7' }, ' 2001:db8::7'],
  ['a service: the key', { sourceIp: 'cloudformation.amazonaws.com' }, ' ASIAIOSFODNN7EXAMPLE'],
  [
    'no key: the principal',
    { sourceIp: '', principal: { accessKeyId: null } },
    ' arn:aws:sts::123456789012:assumed-role/Developer/dana',
  ],
  ['no principal: the event', { sourceIp: '', principal: { accessKeyId: null, arn: null } }, ` ${ID}`],
  [
    'a shell in each of them',
    { sourceIp: '$(reboot)', principal: { accessKeyId: '`id`', arn: 'a b' }, event: { id: ';x' } },
    '',
  ],
  ['an option', { sourceIp: '--help', principal: { accessKeyId: '-x', arn: null }, event: { id: '' } }, ''],
]
test.each(LEADS)('investigate %s', (_, finding, expected) => {
  expect(investigation(wholeFinding(finding))).toBe(`tattletrail investigate${expected}`)
})

test('whatever a record holds, both are safe to paste', () => {
  const findings = Object.values(HOSTILE).map(({ alert }) => alert.findings[0])
  expect(findings.length).toBeGreaterThan(15)
  for (const finding of findings) {
    expect(investigation(finding)).toMatch(/^tattletrail investigate(?: [A-Za-z0-9][\w.:/+=,@-]*)?$/)
    expect(eventLink(finding) ?? 'https://').toMatch(/^https:\/\/[\w.:/?#=-]*$/)
  }
})
