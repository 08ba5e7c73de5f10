/** Steps carry the names of whoever did it, and run as they are pasted whatever those names are. */
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import type { Finding } from '../core/finding.ts'
import { responseSteps } from './respond.ts'
import { aFinding } from './testing/finding.ts'

const DANA = 'arn:aws:iam::123456789012:user/dana'
const by = (principal: Partial<Finding['principal']>): Finding => {
  const nobody = { arn: null, principalId: null, accountId: null, accessKeyId: null, session: null }
  const finding = aFinding({ event: { accountId: '123456789012', region: 'eu-west-1' } })
  return { ...finding, principal: { ...nobody, kind: 'IAMUser', name: 'dana', identity: DANA, ...principal } }
}
const INVESTIGATE = 'All that is tied to them: tattletrail investigate '
const CONTAIN = 'What would stop them, and what that would break: tattletrail contain plan '
const DISABLE = 'Stop it: aws iam update-access-key --user-name USER --access-key-id ACCESS_KEY_ID --status Inactive'
const KEY = 'AKIAIOSFODNN7EXAMPLE'

test.each<[what: string, step: string, finding: Finding, expected: string]>([
  ['a key', 'See ACCESS_KEY_ID', by({ accessKeyId: KEY }), `See ${KEY}`],
  ['no key', 'See ACCESS_KEY_ID', by({}), 'See ACCESS_KEY_ID'],
  [
    'a key and its user',
    DISABLE,
    by({ accessKeyId: KEY }),
    DISABLE.replace('USER', 'dana').replace('ACCESS_KEY_ID', KEY),
  ],
  ['a user that it was done to', 'aws iam get-user --user-name USER', by({}), 'aws iam get-user --user-name USER'],
  [
    'a session has no user',
    DISABLE,
    by({ kind: 'AssumedRole', accessKeyId: 'ASIAIOSFODNN7EXAMPLE' }),
    DISABLE.replace('ACCESS_KEY_ID', 'ASIAIOSFODNN7EXAMPLE'),
  ],
  ['account and Region', 'ACCOUNT in REGION', by({}), '123456789012 in eu-west-1'],
  [
    'other words stay',
    'NEW_KEY_ID, ACCOUNTS, the MFA of AWS',
    by({ accessKeyId: KEY }),
    'NEW_KEY_ID, ACCOUNTS, the MFA of AWS',
  ],
  ['a property of all objects', 'VALUE_OF constructor', by({}), 'VALUE_OF constructor'],
])('%s', (_, step, finding, expected) => {
  expect(responseSteps([step], finding)[0]).toBe(expected)
})

test.each<[who: string, finding: Finding, expected: readonly string[]]>([
  ['a user', by({}), [INVESTIGATE + DANA, CONTAIN + DANA]],
  [
    'root',
    by({ kind: 'Root', identity: 'arn:aws:iam::123456789012:root' }),
    [`${INVESTIGATE}arn:aws:iam::123456789012:root`],
  ],
  ['a service', by({ kind: 'AWSService', identity: 'AWSService/ecs.amazonaws.com', accessKeyId: KEY }), []],
  ['nobody', by({ kind: 'Unknown', identity: 'Unknown/123456789012' }), []],
  [
    'a key alone',
    by({ kind: 'SAMLUser', identity: 'SAMLUser/x', accessKeyId: KEY }),
    [INVESTIGATE + KEY, CONTAIN + KEY],
  ],
  [
    'the key of a session alone',
    by({ kind: 'Unknown', identity: 'Unknown/123456789012/x', accessKeyId: 'ASIAIOSFODNN7EXAMPLE' }),
    [`${INVESTIGATE}ASIAIOSFODNN7EXAMPLE`],
  ],
  ['a finding from before identities', by({ identity: '' }), []],
])('%s', (_, finding, expected) => {
  expect(responseSteps([], finding)).toEqual(expected)
})

/** IAM takes any of these in a path ("IAM identifiers": ! through DEL). */
const HOSTILE = [
  "it's",
  '$(id)',
  '`id`',
  '"; id; "',
  'a b',
  "'",
  '\\',
  '*',
  '~',
  '#',
  '!x',
  '&& id',
  '|id',
  '>f',
  '(',
  '%s',
  '-n',
]

test.each(HOSTILE)('%s in a name is one word of the command, and runs nothing', (name) => {
  const identity = `arn:aws:iam::123456789012:user/${name}/dana`
  const [investigate = ''] = responseSteps([], by({ identity }))
  const command = investigate.slice(INVESTIGATE.length - 'tattletrail investigate '.length)
  const { stdout } = spawnSync('sh', ['-c', `tattletrail() { printf '%s\\n' "$#" "$@"; }\n${command}`], {
    encoding: 'utf8',
  })
  expect(stdout).toBe(`2\ninvestigate\n${identity}\n`)
})
