/** Mistakes that people make: each is caught, where it stands, and lint says what to write instead. Over 300 lines: a table. */
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
  ['select(.eventName | IN(["CreateUser", "DeleteUser"]))', '["CreateUser"', /IN\("CreateUser", "DeleteUser"\)/],
  ['select(IN(.eventName; ["CreateUser"]))', '["CreateUser"]', /IN\("CreateUser"\)/],
  ['select(.eventName | inside(["CreateUser"]))', '["CreateUser"]', /IN\("CreateUser"\)/],
  ['select(.eventName | test("*User"))', '"*User"', /write "\.\*"/],
  ['select(.eventName | test("^Delete*$"))', '"^Delete*$"', /\^Delete\.\*\$/],
  ['select(any(.resources[]?; .ARN | test("arn:aws:s3:::prod-*")))', '"arn:aws', /prod-\.\*/],
  ['select(.errorMessage // "" | test("s3:*"))', '"s3:*"', /s3:\.\*/],
  ['select(.eventName | test("CreateUser|DeleteUser|"))', '"CreateUser|', /leave out the "\|"/],
  ['select(.eventName | test("CreateUser | DeleteUser"))', '"CreateUser |', /CreateUser\|DeleteUser/],
  ['select(.eventName | contains(""))', '""', /whether it is there/],
  ['select(.eventTime > "2026-03-04T00:00:00Z" and .eventTime < "2026-03-01T00:00:00Z")', '"2026-03-01', /"or"/],
  ['select((.eventTime[11:13] | tonumber) < 6 and (.eventTime[11:13] | tonumber) > 22)', '22', /6 and 22 by "or"/],
  ['select(.eventTime | .[11:13] | tonumber | . < 6 and . > 20)', '20', /6 and 20 by "or"/],
  ['(.eventTime[11:13] | tonumber) as $hour | select($hour < 6 and $hour > 22)', '22', /6 and 22 by "or"/],
  ['select((.userAgent | length) > 3 or (.userAgent | length) < 9)', '9', /always holds/],
  ['select(.eventTime == "2026-03-04")', '"2026-03-04"', /how it begins/],
  ['select(.recipientAccountId == "12345678901")', '"12345678901"', /"012345678901"/],
  ['select(.userIdentity.arn == "arn:aws:iam::1234567890123:root")', '"arn:aws', /too many/],
  ['select(.eventName == "CreateUser" and .errorCode == "")', '""', /null/],
  ['select(.eventName == "AttachUserPolicy" and .requestParameters.polcyArn == "x")', '.request', /\.policyArn"/],
  ['select(.eventName == "AttachUserPolicy" and .requestParameters.policyARN == "x")', '.request', /\.policyArn"/],
  [
    'select(.eventName == "DeleteDBInstance" and .requestParameters.dbInstanceIdentifier == "x")',
    '.request',
    /\.dBInst/,
  ],
  ['select(.eventName == "CreateAccessKey" and .responseElements.acessKey.userName == "x")', '.response', /accessKey/],
  ['select(.userIdentity.type == "AssumedRole" and .userIdentity.userName == "Admin")', '"Admin"', /sessionIssuer/],
  ['select(.eventSource == "s3.amazonaws.com" and .eventName == "GetObject" and .managementEvent)', '', /data event/],
  ['select(.eventName == "DescribeInstances" and .readOnly == false)', 'false', /write true/],
  ['select(.eventSource == "iam.amazonaws.com" and .awsRegion == "eu-west-1")', '"eu-west-1"', /"us-east-1"/],
  ['select(.eventName == CreateUser)', 'CreateUser', /quotes: "CreateUser"/],
  ['select(.eventName == "CreateUser" || .eventName == "DeleteUser")', '| .event', /or/],
  ['select(.eventName === "CreateUser")', '= "Create', /==/],
  ['select(.eventName in ("CreateUser", "DeleteUser"))', 'in (', /IN\(/],
  ['select(.eventName.startswith("Create"))', '("Create")', /\| startswith/],
  ['select(.eventName startswith "Create")', 'startswith', /\| startswith/],
  ['select(.eventName == "CreateUser" AND .errorCode == null)', 'AND', /and/],
  ['select(not .errorCode)', 'not .errorCode', /\.errorCode \| not/],
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
  ['{"detail": {"eventName": ["CreateUser"], "errorCode": [""]}}', '""', /exists/],
  ['{"account": ["12345678901"], "detail": {"eventName": ["CreateUser"]}}', '"12345678901"', /"012345678901"/],
  ['{"detail": {"eventName": ["CreateUser"], "recipientAccountId": ["1234567890123"]}}', '"1234567890123"', /too many/],
  ['{"detail": {"eventName": ["CreateUser"], "eventTime": ["2026-03-04"]}}', '"2026-03-04"', /how it begins/],
  [
    '{"region": ["eu-west-1"], "source": ["aws.iam"], "detail": {"eventName": ["CreateUser"]}}',
    '"eu-west-1"',
    /"us-east-1"/,
  ],
  ['{"detail": {"eventName": "CreateUser"}}', '"CreateUser"', /\["CreateUser"\]/],
  ['{"detail": {"eventName": [{"startswith": "Create"}]}}', '"startswith"', /"prefix"/],
  ['{"detail": {"eventName": ["CreateUser"], "eventName": ["DeleteUser"]}}', '"eventName": ["D', /one list/],
  ['{"detail": {"errorCode": [{"exists": "false"}]}}', '"false"', /false \}/],
  ['{"detail": {"eventName": ["DescribeInstances"], "readOnly": [false]}}', 'false', /write true/],
  [
    '{"detail": {"userIdentity": {"type": ["AssumedRole"], "userName": ["Admin"]}, "eventName": ["CreateUser"]}}',
    '"Admin"',
    /sessionIssuer/,
  ],
  [
    '{"detail": {"eventName": ["AttachUserPolicy"], "requestParameters": {"policyArns": ["x"]}}}',
    '"policyArns"',
    /policyArn"/,
  ],
  [
    '{"detail": {"eventSource": ["s3.amazonaws.com"], "eventName": ["GetObject"], "eventCategory": ["Management"]}}',
    '"Management"',
    /"Data"/,
  ],
  ['{"detail": {"eventName": [{"anything-but": "GetUser"}, {"anything-but": "ListUsers"}]}}', '', /every record/],
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
  ['selection: { eventName|re: "^Create*$" }', '"^Create', /\^Create\.\*\$/],
  ['selection: { eventName|re: "*User" }', '"*User"', /write "\.\*"/],
  ['selection: { eventName|re: "CreateUser|" }', '"CreateUser|"', /leave out the "\|"/],
  ['selection: { eventName: CreateUser, errorCode: "" }', '""', /null/],
  ['selection: { eventName: CreateUser, recipientAccountId: "12345678901" }', '"12345678901"', /"012345678901"/],
  ['selection: { eventName: CreateUser, eventTime: "2026-03-04" }', '"2026-03-04"', /how it begins/],
  ['selection: { eventName: CreateUser, eventTime|hour|gte: 22, eventTime|hour|lt: 6 }', '6', /22 and 6 by "or"/],
  ['selection: { eventSource: iam.amazonaws.com, awsRegion: eu-west-1 }', 'eu-west-1', /"us-east-1"/],
  ['selection: { userIdentity.type: AssumedRole, userIdentity.userName: Admin }', 'Admin', /sessionIssuer/],
  ['selection: { eventSource: s3.amazonaws.com, eventName: GetObject, managementEvent: true }', 'true', /data event/],
  ['selection: { eventName: DescribeInstances, readOnly: false }', 'false', /write true/],
  ['selection: { eventName|contain: CreateUser }', 'contain', /"contains"/],
  ['selection: { eventName|contains: "" }', '""', /whether it is there/],
  ['selection: { eventName: AttachUserPolicy, requestParameters.polcyArn: x }', 'requestParameters', /policyArn/],
  ['selection: { eventName: CreateUser, requestParameters.UserName: x }', 'requestParameters', /userName/],
  ['selection: { eventName: [] }', '[]', /list values/],
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
  ['{"source": "iam", "regexp": "Create*"}', '"Create*"', /Create\.\*/],
  ['{"source": "iam", "regexp": "*User"}', '*User', /write "\.\*"/],
  ['{"source": "iam*", "regexp": "CreateUser"}', '"iam*"', /iam\.\*/],
  ['{"source": "iam", "regexp": "CreateUser|DeleteUser|"}', '"CreateUser|', /leave out the "\|"/],
  ['{"source": "iam", "regexp": "CreateUser | DeleteUser"}', '"CreateUser |', /CreateUser\|DeleteUser/],
  ['{"source": "iam", "regexp": "/CreateUser/"}', '"/CreateUser/"', /"CreateUser"/],
  ['{"source": "iam", "regexp": "RunInstances"}', '"RunInstances"', /ec2\.amazonaws\.com/],
  ['{"source": "iam", "regexp": "(CreateUser"}', '(CreateUser', /close it/],
  [
    '{"source": "iam", "regexp": "CreateUser", "sns": {"topicARN": "arn:aws:sns:eu-west-1:12345678901:alerts"}}',
    '"arn:aws:sns',
    /:123456789012:/,
  ],
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
  }, 60_000)
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

test.each([
  ['selection and not selection', '{ eventName: CreateUser }', /leave out/],
  ['selection and not filter', '{ eventName|startswith: Create }', /"or"/],
  ['not selection or not filter', '{ eventName: DeleteUser }', /"and"/],
  ['selection and filter', '{ eventName: DeleteUser }', /"or"/],
])('Sigma: %s', async (condition, filter, hint) => {
  const file = join(home, `${condition}.yml`)
  const detection = `  selection: { eventName: CreateUser }\n  filter: ${filter}\n  condition: ${condition}\n`
  writeFileSync(file, `title: X\nlogsource: { product: aws, service: cloudtrail }\ndetection:\n${detection}`)
  const problems = (await lintRules([file])).problems.filter(({ severity }) => severity === 'error')
  expect(problems.map(({ hint }) => hint)).toEqual([expect.stringMatching(hint)])
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
