/** What is said of a silence before and after it hides anything. */
import { expect, test } from 'vitest'
import type { Matcher, Silence } from '../../core/alert.ts'
import { renderPreview, silencesText } from './silences.ts'

const plain = Object.fromEntries(
  ['bold', 'dim', 'red', 'green', 'yellow', 'cyan'].map((name) => [name, (text: string | number) => String(text)]),
) as unknown as Parameters<typeof renderPreview>[2]
const DEPLOY = 'arn:aws:iam::123456789012:role/Deploy'
const ADMIN = 'arn:aws:iam::123456789012:role/Admin'

test.each<[said: string, match: Matcher, alerts: number, identities: Readonly<Record<string, number>>]>([
  ['of 3 alerts in the store it would have hidden 0\n', { principal: [DEPLOY] }, 0, {}],
  [
    `of 3 alerts in the store it would have hidden 2, with findings of\n  ${DEPLOY}  ×2\n`,
    { principal: [DEPLOY] },
    2,
    { [DEPLOY]: 2 },
  ],
  [
    `of 3 alerts in the store it would have hidden 3, with findings of\n  ${ADMIN}  ×2\n  ${DEPLOY}  ×1\nwarning: it hides more than one identity\n`,
    { rule: ['*'] },
    3,
    { [DEPLOY]: 1, [ADMIN]: 2 },
  ],
  [
    'of 3 alerts in the store it would have hidden 0\nwarning: arn:aws:iam::*:role/Deploy names more than one identity, those too that somebody makes from now on\n',
    { principal: ['arn:aws:iam::*:role/Deploy'] },
    0,
    {},
  ],
  [
    'of 3 alerts in the store it would have hidden 1, with findings of\n  AWSService/a\\u000ab  ×1\n',
    { rule: ['r'] },
    1,
    { 'AWSService/a\nb': 1 },
  ],
])('%j', (said, match, alerts, identities) => {
  expect(renderPreview({ alerts, of: 3, identities: new Map(Object.entries(identities)) }, match, plain)).toBe(said)
})

test('of many identities the first few are named, and the others counted', () => {
  const identities = new Map(Array.from({ length: 12 }, (_, n) => [`SAMLUser/${n}`, 20 - n]))
  const said = renderPreview({ alerts: 20, of: 20, identities }, { rule: ['r'] }, plain).split('\n')
  expect(said.slice(10)).toEqual(['  SAMLUser/9  ×11', '  and 2 more', 'warning: it hides more than one identity', ''])
})

test('a silence that names a principal by its name, from before that was refused, says that it hides nobody', () => {
  const silence: Silence = {
    ...{ id: '5f1c22a0', owner: 'dana', reason: 'migration', created: 0, expires: 7_200_000, hidden: 0 },
    match: { principal: ['terraform', DEPLOY] },
  }
  const [said] = [...(silencesText.render([silence], { colors: plain, width: 100, now: 0 }) as readonly string[])]
  expect(said?.split('\n')).toEqual([
    '5f1c22a0  ends in 2 h  hid 0 findings  dana: migration',
    `          principal terraform or ${DEPLOY}`,
    expect.stringContaining('hides nobody: "terraform" is a name that anybody may have'),
  ])
})
