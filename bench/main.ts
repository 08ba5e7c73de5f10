/**
 * `npm run bench`: whole processes side by side in one run, as ratios. Absolute figures drift with the machine; ratios matter.
 * Environment: BENCH_EVENTS (default 1000000), BENCH_RUNS (default 5).
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { benchAlerting } from './alerting.ts'
import { benchInvestigate } from './investigate.ts'
import { bundleBare, codeSize } from './lambda.ts'
import { type Measured, median, once, type Subject } from './measure.ts'
import { benchReport } from './report.ts'

const ROOT = new URL('..', import.meta.url).pathname
const EVENTS = Number(process.env.BENCH_EVENTS ?? 1_000_000)
const RUNS = Number(process.env.BENCH_RUNS ?? 5)
const CLI = join(ROOT, 'dist/bin/main.js')
const FLOOR = join(ROOT, 'bench/floor.mjs')
const FOLDER = join(ROOT, '.bench')
const CORPUS = join(FOLDER, `corpus-${EVENTS}`)
const RULES = join(FOLDER, 'rules-100.toml')

/** Event names that companies see seldom: one rule each. */
const RARE_NAMES =
  'StopLogging DeleteTrail UpdateTrail PutEventSelectors CreateUser DeleteUser CreateLoginProfile UpdateLoginProfile DeleteLoginProfile CreateAccessKey DeleteAccessKey UpdateAccessKey AttachUserPolicy DetachUserPolicy PutUserPolicy DeleteUserPolicy CreateRole DeleteRole UpdateRole AttachRolePolicy DetachRolePolicy PutRolePolicy DeleteRolePolicy UpdateAssumeRolePolicy CreatePolicy CreatePolicyVersion DeletePolicy SetDefaultPolicyVersion CreateGroup AddUserToGroup PutGroupPolicy AttachGroupPolicy CreateInstanceProfile AddRoleToInstanceProfile DeactivateMFADevice DeleteVirtualMFADevice CreateSAMLProvider CreateOpenIDConnectProvider LeaveOrganization DeleteFlowLogs DeleteVpc CreateVpc ModifyImageAttribute ModifySnapshotAttribute ModifyDBSnapshotAttribute GetPasswordData CreateKeyPair ImportKeyPair RunInstances TerminateInstances StopInstances AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress CreateSecurityGroup DeleteSecurityGroup CreateNetworkAclEntry DeleteNetworkAcl CreateSnapshot DeleteSnapshot CopySnapshot SharedSnapshotCopyInitiated PutBucketPolicy DeleteBucketPolicy DeleteBucket CreateBucket PutBucketAcl PutBucketVersioning PutBucketLifecycle PutBucketPublicAccessBlock DeletePublicAccessBlock DeleteBucketEncryption ScheduleKeyDeletion DisableKey PutKeyPolicy CreateGrant DeleteDetector UpdateDetector DisassociateFromMasterAccount StopConfigurationRecorder DeleteConfigurationRecorder DeleteDeliveryChannel DisableSecurityHub GetFederationToken GetSessionToken SendCommand StartSession CreateFunction20150331 UpdateFunctionCode20150331v2 UpdateFunctionConfiguration20150331v2 AddPermission20150331v2 CreateEventSourceMapping20150331 DeleteSecret PutSecretValue DeleteAlarms DeleteLogGroup DeleteLogStream PutResourcePolicy CreateTrustAnchor CreateDBSnapshot DeleteDBInstance ModifyDBInstance'.split(
    ' ',
  )

/** All subjects in turn, round after round, so that a drift of the machine falls on all of them alike. The first round warms up. */
const measure = (subjects: readonly Subject[]): readonly Measured[] => {
  const rounds = Array.from({ length: RUNS + 1 }, () => subjects.map((subject) => once(subject))).slice(1)
  return subjects.map((_, index) => ({
    wall: median(rounds.map((round) => (round[index] as Measured).wall)),
    peakMb: Math.max(...rounds.map((round) => (round[index] as Measured).peakMb)),
  }))
}

const installed = (command: string): boolean => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0

const show = (what: string, { wall, peakMb }: Measured, floor: number, size: Corpus): void =>
  console.log(
    `${what.padEnd(46)} ${wall.toFixed(2).padStart(7)} s ${(size.rawMb / wall).toFixed(0).padStart(6)} MB/s ${(size.events / wall / 1000).toFixed(0).padStart(6)}k ev/s ${(wall / floor).toFixed(2).padStart(7)}x ${peakMb ? `${peakMb.toFixed(0)} MB` : ''}`,
  )

interface Corpus {
  readonly files: readonly string[]
  readonly events: number
  readonly rawMb: number
}

const prepare = (): Corpus => {
  mkdirSync(FOLDER, { recursive: true })
  if (!existsSync(CORPUS)) {
    console.log(`building a corpus of ${EVENTS} events in .bench ...`)
    const built = spawnSync('node', [CLI, 'simulate', CORPUS, '--events', String(EVENTS), '--days', '1'], {
      stdio: 'inherit',
    })
    if (built.status !== 0) throw new Error('simulate failed')
  }
  writeFileSync(
    RULES,
    RARE_NAMES.slice(0, 100)
      .map(
        (name) => `[[rule]]\nname = "${name}"\njq_match = 'select(.eventName == "${name}" and .errorCode == null)'\n`,
      )
      .join('\n'),
  )
  const files = readdirSync(CORPUS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.gz'))
    .map((name) => join(CORPUS, name))
    .filter((path) => statSync(path).isFile())
  let raw = 0
  for (const file of files) {
    const packed = readFileSync(file)
    raw += packed.readUInt32LE(packed.length - 4)
  }
  return { files, events: EVENTS, rawMb: raw / 1e6 }
}

const corpus = prepare()
console.log(
  `\n${corpus.events} events, ${corpus.files.length} files, ${corpus.rawMb.toFixed(0)} MB raw; Node ${process.version}; median of ${RUNS} whole processes each, in turn\n`,
)
console.log(
  `${''.padEnd(46)} ${'wall'.padStart(9)} ${'raw'.padStart(11)} ${'events'.padStart(12)} ${'ratio'.padStart(8)} peak`,
)

const node = (what: string, ...args: string[]): Subject => ({ what, command: 'node', args })
const scan = ['scan', CORPUS, '--format', 'jsonl']
const hundredRules = ['--no-builtin', '--rules', RULES]
let fastest = 0
for (const threads of ['1', '2']) {
  const label = `${threads} ${threads === '1' ? 'worker' : 'workers'}`
  const subjects = [
    node(`sized gunzipSync only, ${label}`, FLOOR, CORPUS, 'inflate', threads),
    node(`gunzip + full parse, ${label}`, FLOOR, CORPUS, 'parse', threads),
    node(`scan, 100 indexable jq rules, ${label}`, CLI, ...scan, ...hundredRules, '--workers', threads),
    node(`scan, the built-in pack, ${label}`, CLI, ...scan, '--workers', threads),
  ]
  const measured = measure(subjects)
  const [floor, , hundred] = measured as [Measured, Measured, Measured]
  for (const [index, { what }] of subjects.entries()) show(what, measured[index] as Measured, floor.wall, corpus)
  console.log()
  fastest = corpus.events / hundred.wall
}

const sample = corpus.files
  .slice(0, Math.max(1, Math.ceil((corpus.files.length * 30_000) / corpus.events)))
  .map((file) => gunzipSync(readFileSync(file)).toString())
  .filter((text) => text.startsWith('{"Records"'))
const sampleEvents = sample.reduce((sum, text) => sum + JSON.parse(text).Records.length, 0)
const filter = '.Records[] | select(.eventName == "StopLogging" and .errorCode == null)'
for (const tool of ['jq', 'gojq']) {
  if (!installed(tool)) {
    console.log(`${tool}: not installed, not measured`)
    continue
  }
  const [{ wall }] = measure([{ what: tool, command: tool, args: ['-c', filter], input: sample.join('\n') }]) as [
    Measured,
  ]
  const perSecond = sampleEvents / wall
  console.log(
    `${tool}, ONE such rule, inflated input, one thread: ${(perSecond / 1000).toFixed(0)}k ev/s; scan with 100 rules on 2 workers is ${(fastest / perSecond).toFixed(0)}x`,
  )
}

const [bare, started] = measure([node('bare node', '-e', '0'), node('version', CLI, '--version')]) as [
  Measured,
  Measured,
]
console.log(
  `\ntattletrail --version: ${((started.wall - bare.wall) * 1000).toFixed(0)} ms over bare node (${(bare.wall * 1000).toFixed(0)} ms)`,
)

const functions = join(ROOT, 'dist/lambda')
const modules = [
  await bundleBare(ROOT, join(FOLDER, 'bare.mjs')),
  join(functions, 'ingest.mjs'),
  join(functions, 'deliver.mjs'),
]
const loaded = measure(modules.map((path) => node(path, '--input-type=module', '-e', `await import('file://${path}')`)))
const [clients, ...handlers] = loaded.map(({ wall }) => (wall - bare.wall) * 1000) as [number, ...number[]]
console.log(
  `\nfunctions: ${(codeSize(functions) / 1024).toFixed(0)} KB for both; import over bare node: S3 + DynamoDB + SQS clients alone ${clients.toFixed(0)} ms, ${['ingest', 'deliver'].map((name, index) => `${name} ${(handlers[index] as number).toFixed(0)} ms (${((handlers[index] as number) / clients).toFixed(2)}x)`).join(', ')}`,
)

console.log()
await benchAlerting(CLI)

console.log()
benchInvestigate(CLI, CORPUS, EVENTS, join(FOLDER, `lake-${EVENTS}`))
await benchReport()
