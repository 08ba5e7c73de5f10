/** Mistakes that people make: each is caught, where it stands, and lint says what to write instead. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LocatedProblem } from '../../config/located.ts'
import { lintRules } from './lint.ts'

const home = mkdtempSync(join(tmpdir(), 'tattletrail-lint-'))
afterAll(() => rmSync(home, { recursive: true }))

/** What was written, the part that is wrong, and what the hint says. */
type Mistake = readonly [written: string, at: string, hint: RegExp]

const JQ: readonly Mistake[] = [
  ['select(.eventName = "StopLogging")', '=', /\.eventName == "StopLogging"/],
  ['select(.eventName == "createUser")', '"createUser"', /"CreateUser"/],
  ['select(.eventname == "DeleteTrail")', '.eventname', /"eventName"/],
  ['.Records[] | select(.eventName == "DeleteTrail")', '.Records', /leave out/],
  ['select(.detail.eventName == "RunInstances")', '.detail.eventName', /"eventName"/],
  ['select(.eventSource == "iam" and .eventName == "CreateUser")', '"iam"', /iam\.amazonaws\.com/],
  ['select(.eventName == "CreateUser" and .eventName == "DeleteUser")', '"DeleteUser"', /"or"/],
  ['select(.eventName == "ConsoleLogin" or "SwitchRole")', '"SwitchRole"', /compare each/],
  ['select(.eventName | startswith("Delete") and .userIdentity.type == "Root")', '.userIdentity', /\(\.eventName \|/],
  ['select(.userIdentity.sessionContext.attributes.mfaAuthenticated == false)', 'false', /"true" or "false"/],
  ['select(.readOnly == "false")', '"false"', /true or false/],
  ['select(.recipientAccountId == 123456789012)', '123456789012', /"123456789012"/],
  ['select(.sourceIpAddress == "192.0.2.7")', '.sourceIpAddress', /"sourceIPAddress"/],
  ['select(.userIdentity.username == "dana")', '.userIdentity.username', /"userIdentity\.userName"/],
  ['select(.userName == "dana" and .eventName == "CreateUser")', '.userName', /"userIdentity\.userName"/],
  ['select(.eventName != "GetUser" or .eventName != "ListUsers")', '"ListUsers"', /"and"/],
  ['select(.eventName == "Delete*")', '"Delete*"', /prefix|regular/],
  ['select(.eventName | test("^(createuser|deleteuser)$"))', '"^(createuser|deleteuser)$"', /"CreateUser"/],
  ['select(.eventName == ["CreateUser", "DeleteUser"])', '["CreateUser", "DeleteUser"]', /IN\(/],
  ['select(.eventSource == "ec2.amazonaws.com" and .eventName == "CreateUser")', '"CreateUser"', /iam\.amazonaws\.com/],
  ['select(.eventName == "ConsoleLogin" and .additionalEventData.MFAUsed == "NO")', '"NO"', /"No"/],
  ['select(.userIdentity.type == "root")', '"root"', /"Root"/],
  ['select(.sourceIPAddress == "10.0.0.0/8")', '"10.0.0.0/8"', /network/],
  ['select(.errorCode | startswith("AccessDenied"))', '', /missing/],
  ['select(.eventName == "PutPublicAccessBlock")', '"PutPublicAccessBlock"', /PutBucketPublicAccessBlock/],
  ['select(.eventName == "UpdateFunctionCode")', '"UpdateFunctionCode"', /UpdateFunctionCode20150331v2/],
  ['select(.eventName == "iam:CreateUser")', '"iam:CreateUser"', /write "CreateUser"/],
  [
    'select(.requestParameters.UserName == "dana" and .eventName == "CreateUser")',
    '.requestParameters.UserName',
    /requestParameters\.userName/,
  ],
  ['select(.userIdentity == "Root" and .eventName == "ConsoleLogin")', '"Root"', /userIdentity\.type/],
  ['select(.resources.ARN == "arn:aws:s3:::x")', '.resources.ARN', /resources\[\]/],
  ['.eventName == "CreateUser" | .userIdentity.type == "Root"', '.userIdentity', /join conditions/],
  ['select(.sourceIPAddress | startswith("10.0.0.0/8"))', '"10.0.0.0/8"', /network/],
  ['select((.readOnly // "") == "false")', '"false"', /true or false/],
  ['select(.errorCode == "AccesDenied")', '"AccesDenied"', /"AccessDenied"/],
  ['select(.eventSource == "cloudtrial.amazonaws.com")', '"cloudtrial', /"cloudtrail/],
]

const PATTERNS: readonly Mistake[] = [
  ['{"detail": {"eventName": ["createUser"]}}', '"createUser"', /"CreateUser"/],
  [
    '{"detail-type": ["AWS API call via CloudTrail"], "detail": {"eventName": ["CreateUser"]}}',
    '["AWS API call',
    /"AWS API Call via CloudTrail"/,
  ],
  ['{"source": ["aws.iam"], "detail-type": ["Aws Api Call Via Cloudtrail"]}', '', /"AWS API Call via CloudTrail"/],
  ['{"source": ["iam.amazonaws.com"], "detail": {"eventName": ["CreateUser"]}}', '["iam', /"aws\.iam"/],
  ['{"detail": {"eventSource": ["iam"], "eventName": ["CreateUser"]}}', '["iam"]', /iam\.amazonaws\.com/],
  ['{"detail": {"eventName": ["Delete*"]}}', '"Delete*"', /wildcard/],
  [
    '{"source": ["aws.iam"], "detail": {"eventName": ["CreateUser"]}, "requestParameters": {"userName": ["x"]}}',
    '"requestParameters"',
    /inside/,
  ],
  ['{"detail": {"userIdentity": {"Type": ["Root"]}, "eventName": ["ConsoleLogin"]}}', '"Type"', /userIdentity\.type/],
  ['{"source": ["aws.s3"], "detail": {"eventSource": ["ec2.amazonaws.com"]}}', '["aws.s3"]', /aws\.ec2/],
  ['{"source": ["aws.ec2"], "detail": {"eventName": ["CreateUser"]}}', '"CreateUser"', /iam\.amazonaws\.com/],
  ['{"detail": {"eventNames": ["CreateUser"], "eventSource": ["iam.amazonaws.com"]}}', '"eventNames"', /"eventName"/],
  ['{"detail": {"eventName": ["RunInstance"]}}', '"RunInstance"', /"RunInstances"/],
  ['{"account": [123456789012], "detail": {"eventName": ["CreateUser"]}}', '123456789012', /"123456789012"/],
  ['{"detail": {"sourceIPAddress": ["10.0.0.0/8"], "eventName": ["CreateUser"]}}', '"10.0.0.0/8"', /network/],
  ['{"detail": {"userIdentity": {"type": ["root"]}}}', '"root"', /"Root"/],
  ['{"detail": {"eventName": ["ConsoleLogin"], "additionalEventData": {"MFAUsed": ["no"]}}}', '"no"', /"No"/],
  ['{"detail": {"eventName": [{"prefix": "delete"}]}}', '"delete"', /"Delete"/],
  [
    '{"detail": {"eventName": ["CreateUser"], "userIdentity": {"sessionContext": {"attributes": {"mfaAuthenticated": [false]}}}}}',
    'false',
    /"true" or "false"/,
  ],
  ['{"eventName": ["CreateUser"], "useridentity": {"type": ["Root"]}}', '"type"', /userIdentity\.type/],
  [
    '{"source": ["aws.signin"], "detail-type": ["AWS API Call via CloudTrail"], "detail": {"eventName": ["ConsoleLogin"]}}',
    '"AWS API Call',
    /Sign In/,
  ],
  ['{"detail": {"eventName": ["CreateUser"], "errorCode": [null]}}', 'null', /exists/],
  ['{"source": ["iam"], "detail": {"eventName": ["CreateUser"]}}', '"iam"', /aws\.iam/],
]

const SIGMA: readonly Mistake[] = [
  ['selection: { eventname: CreateUser }', 'eventname', /"eventName"/],
  ['selection: { eventName: CreateAcessKey }', 'CreateAcessKey', /"CreateAccessKey"/],
  [
    'selection: { userIdentity.username: dana, eventName: CreateUser }',
    'userIdentity.username',
    /"userIdentity\.userName"/,
  ],
  ['selection: { eventSource: iam, eventName: CreateUser }', 'iam', /iam\.amazonaws\.com/],
  ['selection: { eventSource: aws.iam, eventName: CreateUser }', 'aws.iam', /iam\.amazonaws\.com/],
  ['selection: { eventName: CreateUser, userIdentity.type: IAM User }', 'IAM User', /"IAMUser"/],
  ['selection: { eventName: CreateUser, sourceIPAddress: 10.0.0.0/8 }', '10.0.0.0/8', /cidr/],
  ['selection: { event.action: CreateUser }', 'event.action', /"eventName"/],
  ['selection: { eventName: iam:CreateUser }', 'iam:CreateUser', /write "CreateUser"/],
  [
    'selection: { eventName: AuthorizeSecurityGroupIngress, requestParameters.ipPermissions.items.ipRanges.cidrIp: 0.0.0.0/0 }',
    'requestParameters',
    /ipRanges\.items\.cidrIp/,
  ],
  [
    'selection: { eventSource: lambda.amazonaws.com, eventName: CreateFunction }',
    'CreateFunction',
    /CreateFunction20150331|appsync|cloudfront/,
  ],
  ['selection: { eventName: ConsoleLogin, additionalEventData.MFAUsed: "false" }', '"false"', /"Yes" or "No"/],
  ['selection: { eventName|startswith: Dellete }', 'Dellete', /Delete/],
  ['selection: { eventName: CreateUser, detail.errorCode: AccessDenied }', 'detail.errorCode', /"errorCode"/],
  ['selection: { eventName: CreateUser, errorcode: AccessDenied }', 'errorcode', /"errorCode"/],
  ['selection: { eventName: CreateUser, errorCode: Success }', 'Success', /null/],
  [
    'selection: { eventName: AttachUserPolicy, requestParameters.policyarn: x }',
    'requestParameters.policyarn',
    /policyArn/,
  ],
]

const FILTERS: readonly Mistake[] = [
  ['{"source": "IAM", "regexp": "CreateUser"}', '"IAM"', /"iam"/],
  ['{"source": "iam", "regexp": "createuser|deleteuser"}', '"createuser', /"CreateUser"/],
  ['{"source": "iam", "regexp": "^Createuser$"}', '"^Createuser$"', /"CreateUser"/],
  ['{"source": "aws.iam", "regexp": "CreateUser"}', '"aws.iam"', /iam\.amazonaws\.com/],
  ['{"source": "^iam$", "regexp": "CreateUser"}', '"^iam$"', /iam\.amazonaws\.com/],
  ['{"source": "ec2", "regexp": "^CreateUser$"}', '"^CreateUser$"', /iam\.amazonaws\.com/],
  ['{"source": "iam", "regexp": "Pasword|AccessKey"}', '"Pasword', /Password/],
  ['{"source": "iam", "regexp": "iam:CreateUser"}', '"iam:CreateUser"', /write "CreateUser"/],
  ['{"source": ".*", "regexp": ".*"}', '', /eventName/],
  ['{"source": "iam", "regexp": "CreateUser, DeleteUser"}', '"CreateUser, DeleteUser"', /\|/],
  [
    '{"source": "iam", "regexp": "CreateUser", "sns": {"topicARN": "arn:aws:sqs:eu-west-1:123456789012:alerts"}}',
    '"arn:aws:sqs',
    /arn:aws:sns/,
  ],
  ['{"source": "cloudtrial", "regexp": "StopLogging"}', '"cloudtrial"', /cloudtrail/],
  ['{"source": "kms", "regexp": "(?i)scheduledkeydeletion"}', '"(?i)', /ScheduleKeyDeletion/],
  ['{"source": "iam,ec2", "regexp": "CreateUser"}', '"iam,ec2"', /\|/],
]

const FILES: readonly (readonly [
  language: string,
  mistakes: readonly Mistake[],
  write: (written: string, index: number) => readonly [name: string, text: string],
])[] = [
  [
    'jq',
    JQ,
    (written, index) => [`jq-${index}.toml`, `[[rule]]\nname = "Rule ${index}"\njq_match = '''${written}'''\n`],
  ],
  [
    'event pattern',
    PATTERNS,
    (written, index) => [
      `pattern-${index}.toml`,
      `[[rule]]\nname = "Rule ${index}"\nevent_pattern = '''${written}'''\n`,
    ],
  ],
  [
    'Sigma',
    SIGMA,
    (written, index) => [
      `sigma-${index}.yml`,
      `title: Rule ${index}\nlogsource: { product: aws, service: cloudtrail }\ndetection:\n  ${written}\n  condition: selection\n`,
    ],
  ],
  ['filter', FILTERS, (written, index) => [`filter-${index}.json`, `${written}\n`]],
]

describe.each(FILES)('%s', (_, mistakes, write) => {
  let problems: readonly LocatedProblem[] = []
  const files = mistakes.map(([written], index) => write(written, index))
  beforeAll(async () => {
    for (const [name, text] of files) writeFileSync(join(home, name), text)
    problems = (await lintRules(files.map(([name]) => join(home, name)))).problems
  })
  test.each(mistakes.map((mistake, index) => [...mistake, index] as const))('%s', (written, at, hint, index) => {
    const [name, text] = files[index] as readonly [string, string]
    const found = problems.filter(({ file }) => file === join(home, name))
    const [problem, ...more] = found.filter(
      (one, index) => found.findIndex(({ line, column }) => line === one.line && column === one.column) === index,
    )
    expect(more).toEqual([])
    expect(`${problem?.message} ${problem?.hint}`).toMatch(hint)
    const { line = 0, column = 0 } = problem ?? {}
    if (at !== '')
      expect(
        (text.split('\n')[line - 1] as string).slice(column - 1).startsWith(at),
        `${line}:${column} of ${text}`,
      ).toBe(true)
    expect(written).not.toBe('')
  })
})

test('two rules of one name, and of one id', async () => {
  const names = join(home, 'names.toml')
  const rule = (name: string): string => `[[rule]]\nname = "${name}"\njq_match = '.eventName == "CreateUser"'\n`
  writeFileSync(names, [rule('User made'), rule('Other'), rule('User made')].join(''))
  const ids = ['a.yml', 'b.yml'].map((name) => join(home, name))
  for (const [at, file] of ids.entries())
    writeFileSync(
      file,
      `title: T${at}\nid: 5f0c6a3e-1d2b-4c7a-9e58-0b7d3c2a9f14\nlogsource: { product: aws }\ndetection: { s: { eventName: CreateUser }, condition: s }\n`,
    )
  const { problems } = await lintRules([names, ...ids])
  expect(problems.map(({ file, line, message, hint }) => [file, line, message, hint])).toEqual([
    [names, 9, expect.stringContaining('the name "User made"'), `the first is at ${names}:1`],
    [ids[1], 1, expect.stringContaining('the id "5f0c'), `the first is at ${ids[0]}:1`],
  ])
})
