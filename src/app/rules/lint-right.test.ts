/** Rules that are right, as people write them: lint has nothing to say of any. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readKnowledge } from './knowledge.ts'
import { lintRules } from './lint.ts'

const home = mkdtempSync(join(tmpdir(), 'tattletrail-right-'))
afterAll(() => rmSync(home, { recursive: true }))

const JQ = [
  'select(.eventName == "StopLogging" or .eventName == "DeleteTrail")',
  'select(.eventSource == "iam.amazonaws.com" and (.eventName | IN("CreateUser", "CreateAccessKey"))) | {who: .userIdentity.arn, for: .requestParameters.userName}',
  'select(.eventName == "ConsoleLogin" and .additionalEventData.MFAUsed == "No" and .responseElements.ConsoleLogin == "Success")',
  'select(.userIdentity.type == "Root" and .eventType != "AwsServiceEvent" and .userIdentity.invokedBy == null)',
  'select((.eventName | startswith("Delete")) and .errorCode == null)',
  'select(.errorCode // "" | test("AccessDenied|UnauthorizedOperation"))',
  'select(.eventName | test("^(Put|Attach)(User|Role|Group)Policy$"))',
  'select(.eventName == "AuthorizeSecurityGroupIngress") | [.requestParameters.ipPermissions.items[]? | select(.ipRanges.items[]?.cidrIp == "0.0.0.0/0") | .fromPort] | select(length > 0)',
  'select(.userIdentity.sessionContext.attributes.mfaAuthenticated == "false" and .readOnly == false)',
  'select(.eventName == "UpdateFunctionCode20150331v2") | .userIdentity.sessionContext.sessionIssuer.userName',
  'select(.eventName == "PutBucketPolicy" and (.requestParameters.bucketPolicy | tojson | contains("\\"*\\"")))',
  '.eventName as $n | select(["RunInstances", "TerminateInstances"] | index($n)) | .awsRegion',
  'select(.sourceIPAddress | test("^[0-9.]+$") and (startswith("192.0.2.") | not)) | select(.eventName == "GetCallerIdentity")',
  'if .eventName == "CreateUser" then {new: .requestParameters.userName} else empty end',
  'select(any(.resources[]?; .ARN == "arn:aws:s3:::invoices")) | select(.eventName == "GetObject")',
  'def is_person: .type == "IAMUser" or .type == "Root"; select(.eventName == "CreateLoginProfile" and (.userIdentity | is_person))',
  // What is asked of a part, a length or another form of a value is not asked of the field.
  'select(.eventName[0:6] == "Create")',
  'select(.eventName[0:6] == "Create" and .eventName[-4:] == "User")',
  'select(.eventName | .[0:6] == "Create" or .[0:6] == "Delete")',
  'select(.eventName=="CreateUser" and (.userAgent | length) > 100)',
  'select((.eventTime[11:13] | tonumber) < 6)',
  'select((.eventTime[11:13] | tonumber) as $hour | $hour < 6 or $hour > 22)',
  'select(.eventTime | .[11:13] | tonumber | . < 6 or . > 20)',
  'select((.eventTime | fromdate | gmtime | .[3]) < 6)',
  'select((.eventTime | fromdateiso8601) > 1700000000)',
  'select(.eventTime > "2026-03-04T00:00:00Z")',
  'select(try (.eventTime | fromdate) catch 0 | . > 1700000000)',
  'select((.sourceIPAddress | split(".") | .[0] | tonumber) < 10)',
  'select((.eventName | length) == 10)',
  'select((.eventName | length) > 10 and (.eventName | length) < 20)',
  'select((.eventName | explode | .[0]) == 67)',
  'select((.readOnly | tostring) == "false")',
  'select((.readOnly // "") == "" and .eventName == "CreateUser")',
  'select((.additionalEventData.MFAUsed // "Absent") == "Absent" and .eventName == "ConsoleLogin")',
  'select((.managementEvent | if . then "yes" else "no" end) == "no")',
  'select(.eventTime | fromdate | strftime("%H") | tonumber | . < 6) | select(.eventName=="StopLogging")',
  'select((.eventSource | split(".") | .[0]) == "iam")',
  'select((.eventVersion | tonumber) > 1.08)',
  'select((.recipientAccountId | tonumber) == 123456789012)',
  'select(.recipientAccountId == "123456789012")',
  'select({"CreateUser": 5}[.eventName] > 3)',
  'select(.eventName | ascii_downcase | IN("createuser", "deleteuser"))',
  'def test(name): ascii_downcase == name; select(.eventName | test("createuser"))',
  'select(.eventName | startswith("Create") and endswith("User"))',
  'select(.eventName | startswith("Create") and (endswith("Role") | not) and contains("Service"))',
  'select(.errorCode == "VpceAccessDenied")',
  'select(.errorCode == "NoSuchBucketPolicy")',
  'select(.errorCode // "" | contains("LimitExceeded"))',
  'select(.eventSource == "s3express.amazonaws.com")',
  'select(.eventSource == "s3express.amazonaws.com" and .eventName == "GetObject")',
  'select(.eventSource == "q.amazonaws.com")',
  // Neighbours of what is wrong.
  'select(.eventName | test("^(?:Create|Delete)[A-Z]\\\\w*$"))',
  'select(.userIdentity.arn // "" | test("^arn:aws:iam::\\\\d{12}:user/.*admin"; "i"))',
  'select(.errorMessage // "" | test("is not authorized to perform: (?:iam|sts):[A-Za-z]*"))',
  'select(.eventTime >= "2026-03-01T00:00:00Z" and .eventTime < "2026-03-05T00:00:00Z") | select(.eventName == "CreateUser")',
  'select((.eventTime[11:13] | tonumber) >= 9 and (.eventTime[11:13] | tonumber) <= 17) | select(.eventName == "CreateUser")',
  'select(any(.resources[]?; .ARN == "a") and any(.resources[]?; .ARN == "b") | not) | select(.eventName == "CreateUser")',
  'select(.eventTime == "2026-03-04T02:14:09Z")',
  'select(.eventName == "PutBucketVersioning" and .requestParameters.VersioningConfiguration.Status == "Suspended")',
  'select(.eventName == "CreateFlowLogs") | .requestParameters.CreateFlowLogsRequest.LogGroupName',
  'select(.eventName == "TagResource" and .requestParameters.tags.Enviroment == "prod")',
  'select(.eventName == "PutObject" and .requestParameters["x-amz-acl"] == "public-read")',
  'select(.userIdentity.type == "AssumedRole" and .userIdentity.sessionContext.sessionIssuer.userName == "Admin")',
  'select((.userIdentity.userName // .userIdentity.sessionContext.sessionIssuer.userName) == "Admin") | select(.eventName == "CreateUser")',
  'select(.eventSource == "iam.amazonaws.com" and .awsRegion == "us-east-1")',
  'select(.eventSource == "sts.amazonaws.com" and .awsRegion == "eu-west-1" and .eventName == "AssumeRole")',
  'select(.eventName == "GetObject" and .managementEvent == false)',
  'select(.eventName == "ListUsers" and .readOnly == true)',
  'select(.requestParameters.roleArn | IN("a", "b")) | select(.eventName == "AssumeRole")',
  'select(.eventName as $name | ["CreateUser", "DeleteUser"] | any(. == $name))',
]

const PATTERNS = [
  '{"source": ["aws.iam"], "detail-type": ["AWS API Call via CloudTrail"], "detail": {"eventSource": ["iam.amazonaws.com"], "eventName": ["CreateUser"]}}',
  '{"detail": {"eventName": [{"prefix": "Delete"}], "eventSource": ["cloudtrail.amazonaws.com"]}}',
  '{"detail": {"userIdentity": {"type": ["Root"]}, "eventType": ["AwsConsoleSignIn"]}}',
  '{"detail-type": ["AWS Console Sign In via CloudTrail"], "detail": {"eventName": ["ConsoleLogin"], "additionalEventData": {"MFAUsed": ["No"]}}}',
  '{"eventName": ["StopLogging", "DeleteTrail", "UpdateTrail"], "errorCode": [{"exists": false}]}',
  '{"detail": {"eventName": ["AuthorizeSecurityGroupIngress"], "requestParameters": {"ipPermissions": {"items": {"ipRanges": {"items": {"cidrIp": ["0.0.0.0/0"]}}}}}}}',
  '{"detail": {"sourceIPAddress": [{"anything-but": {"prefix": "192.0.2."}}], "eventName": ["RunInstances"]}}',
  '{"detail": {"eventName": ["CreateAccessKey"], "userIdentity": {"arn": [{"wildcard": "arn:aws:iam::*:user/*"}]}}}',
  '{"source": ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"], "detail": {"state": ["terminated"]}}',
  '{"$or": [{"eventName": ["CreateUser"]}, {"eventName": ["DeleteUser"], "userIdentity": {"type": ["IAMUser"]}}]}',
  '{"detail": {"eventName": ["AssumeRole"], "userIdentity": {"sessionContext": {"attributes": {"mfaAuthenticated": ["false"]}}}}}',
  '{"account": ["123456789012"], "region": ["eu-west-1"], "source": ["aws.kms"], "detail": {"eventName": ["ScheduleKeyDeletion", "DisableKey"]}}',
]

const SIGMA = [
  ['selection: { eventSource: cloudtrail.amazonaws.com, eventName: [StopLogging, DeleteTrail] }', 'selection'],
  [
    'selection: { eventSource: iam.amazonaws.com, eventName|startswith: [Create, Attach] }\n  failed: { errorCode: "?*" }',
    'selection and not failed',
  ],
  ['selection: { eventName: consolelogin, additionalEventData.MFAUsed: "No" }', 'selection'],
  [
    'selection: { userIdentity.type: Root }\n  filter_service: { eventType: AwsServiceEvent }\n  filter_login: { eventName: ConsoleLogin }',
    'selection and not 1 of filter_*',
  ],
  ['selection: { eventName: RunInstances, sourceIPAddress|cidr: [198.51.100.0/24, 203.0.113.0/24] }', 'selection'],
  [
    'selection: { eventName: AuthorizeSecurityGroupIngress, requestParameters.ipPermissions.items.ipRanges.items.cidrIp: 0.0.0.0/0 }',
    'selection',
  ],
  ['selection: { eventName|re: "^(Delete|Detach).*Policy$", userIdentity.accountId: 123456789012 }', 'selection'],
  [
    'selection:\n    - { eventName: CreateUser, requestParameters.userName|contains: admin }\n    - { eventName: CreateRole }',
    'selection',
  ],
  ['selection: { eventSource: lambda.amazonaws.com, eventName|startswith: UpdateFunctionCode }', 'selection'],
  ['selection: { eventName: PutBucketAcl, requestParameters|contains: AllUsers }', 'selection'],
  [
    'selection: { eventName|contains|all: [Put, Policy], userIdentity.sessionContext.sessionIssuer.userName: Admin }',
    'selection',
  ],
  ['selection: { errorCode|endswith: UnauthorizedOperation, userIdentity.invokedBy: null }', 'selection'],
  [
    'selection: { eventName: SendCommand }\n  ok_code: { errorCode: Success }\n  ok_none: { errorCode: null }',
    'selection and 1 of ok_*',
  ],
  [
    'night: { eventTime|hour|gte: 22 }\n  morning: { eventTime|hour|lt: 6 }\n  call: { eventName: CreateUser }',
    'call and (night or morning)',
  ],
  ['selection: { eventName: CreateUser, eventTime|hour|gte: 9, eventTime|hour|lt: 18 }', 'selection'],
  ['selection: { eventName: GetObject, eventSource: s3.amazonaws.com, eventCategory: Data }', 'selection'],
  ['selection: { eventName|re: "^(?:Create|Delete)[A-Za-z]+$", eventSource: iam.amazonaws.com }', 'selection'],
] as const

const FILTERS = [
  '{"source": "iam|signin|sts", "regexp": "Password|AccessKey|User|Login"}',
  '{"source": "ec2", "regexp": "^(Run|Terminate)Instances$"}',
  '{"source": "cloudtrail.amazonaws.com", "regexp": "StopLogging|DeleteTrail"}',
  '{"source": "^s3", "regexp": "^PutBucket"}',
  '{"source": "kms", "regexp": "ScheduleKeyDeletion|DisableKey$"}',
  '{"source": "organizations", "regexp": "(?i)account"}',
  '{"source": "iam", "regexp": "^(Attach|Detach|Put|Delete)(User|Role|Group)Policy"}',
  '{"source": "rds|redshift", "regexp": "Snapshot"}',
  '{"source": "lambda", "regexp": "UpdateFunctionCode"}',
  '{"source": "signin", "regexp": "ConsoleLogin", "sns": {"region": "eu-west-1", "topicARN": "arn:aws:sns:eu-west-1:123456789012:alerts"}}',
]

const FILES = [
  ['jq', 'toml', JQ.map((body, index) => `[[rule]]\nname = "Rule ${index}"\njq_match = '''${body}'''\n`)],
  [
    'event pattern',
    'toml',
    PATTERNS.map((body, index) => `[[rule]]\nname = "Rule ${index}"\nevent_pattern = '''${body}'''\n`),
  ],
  [
    'Sigma',
    'yml',
    SIGMA.map(
      ([body, condition], index) =>
        `title: Rule ${index}\nlogsource: { product: aws, service: cloudtrail }\ndetection:\n  ${body}\n  condition: ${condition}\n`,
    ),
  ],
  ['filter', 'json', FILTERS],
] as const

describe.each(FILES)('%s', (language, extension, texts) => {
  test('nothing to say', async () => {
    const files = texts.map((text, index) => {
      const file = join(home, `${language}-${index}.${extension}`)
      writeFileSync(file, text)
      return file
    })
    const { rules, problems } = await lintRules(files)
    expect(problems.map(({ file, message, hint }) => `${texts[files.indexOf(file)]}: ${message} (${hint})`)).toEqual([])
    expect(rules).toBe(texts.length)
  })
})

test('the built-in rules', async () => {
  const { rules, problems } = await lintRules([])
  expect(rules).toBeGreaterThan(400)
  expect(problems).toEqual([])
})

test('the records that are known have one source each', () => {
  expect(readKnowledge().samples.filter(({ eventSource }) => typeof eventSource !== 'string')).toEqual([])
})
