/**
 * `npm run bench`: whole processes side by side in one run, as ratios. Absolute figures drift with the machine; ratios matter.
 * Environment: BENCH_EVENTS (default 1000000), BENCH_RUNS (default 5).
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

const ROOT = new URL('..', import.meta.url).pathname
const EVENTS = Number(process.env.BENCH_EVENTS ?? 1_000_000)
const RUNS = Number(process.env.BENCH_RUNS ?? 5)
const CLI = join(ROOT, 'dist/bin/main.js')
const FOLDER = join(ROOT, '.bench')
const CORPUS = join(FOLDER, `corpus-${EVENTS}`)
const RULES = join(FOLDER, 'rules-100.toml')

/** Event names that companies see seldom: one rule each. */
const RARE_NAMES =
  'StopLogging DeleteTrail UpdateTrail PutEventSelectors CreateUser DeleteUser CreateLoginProfile UpdateLoginProfile DeleteLoginProfile CreateAccessKey DeleteAccessKey UpdateAccessKey AttachUserPolicy DetachUserPolicy PutUserPolicy DeleteUserPolicy CreateRole DeleteRole UpdateRole AttachRolePolicy DetachRolePolicy PutRolePolicy DeleteRolePolicy UpdateAssumeRolePolicy CreatePolicy CreatePolicyVersion DeletePolicy SetDefaultPolicyVersion CreateGroup AddUserToGroup PutGroupPolicy AttachGroupPolicy CreateInstanceProfile AddRoleToInstanceProfile DeactivateMFADevice DeleteVirtualMFADevice CreateSAMLProvider CreateOpenIDConnectProvider LeaveOrganization DeleteFlowLogs DeleteVpc CreateVpc ModifyImageAttribute ModifySnapshotAttribute ModifyDBSnapshotAttribute GetPasswordData CreateKeyPair ImportKeyPair RunInstances TerminateInstances StopInstances AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress CreateSecurityGroup DeleteSecurityGroup CreateNetworkAclEntry DeleteNetworkAcl CreateSnapshot DeleteSnapshot CopySnapshot SharedSnapshotCopyInitiated PutBucketPolicy DeleteBucketPolicy DeleteBucket CreateBucket PutBucketAcl PutBucketVersioning PutBucketLifecycle PutBucketPublicAccessBlock DeletePublicAccessBlock DeleteBucketEncryption ScheduleKeyDeletion DisableKey PutKeyPolicy CreateGrant DeleteDetector UpdateDetector DisassociateFromMasterAccount StopConfigurationRecorder DeleteConfigurationRecorder DeleteDeliveryChannel DisableSecurityHub GetFederationToken GetSessionToken SendCommand StartSession CreateFunction20150331 UpdateFunctionCode20150331v2 UpdateFunctionConfiguration20150331v2 AddPermission20150331v2 CreateEventSourceMapping20150331 DeleteSecret PutSecretValue DeleteAlarms DeleteLogGroup DeleteLogStream PutResourcePolicy CreateTrustAnchor CreateDBSnapshot DeleteDBInstance ModifyDBInstance'.split(
    ' ',
  )

interface Measured {
  /** Median, seconds. */
  readonly wall: number
  readonly peakMb: number
}

const measure = (command: string, args: readonly string[], input?: string): Measured => {
  const walls: number[] = []
  let peakMb = 0
  for (let run = -1; run < RUNS; run++) {
    const report = join(FOLDER, 'time.txt')
    const start = performance.now()
    const timed = existsSync('/usr/bin/time')
    const done = spawnSync(
      timed ? '/usr/bin/time' : command,
      timed ? ['-f', '%M', '-o', report, command, ...args] : args,
      {
        stdio: ['pipe', 'ignore', 'pipe'],
        ...(input === undefined ? {} : { input }),
        encoding: 'utf8',
      },
    )
    if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${done.status}: ${done.stderr}`)
    if (run < 0) continue
    walls.push((performance.now() - start) / 1000)
    if (timed) peakMb = Math.max(peakMb, Number(readFileSync(report, 'utf8').trim().split('\n').at(-1)) / 1024)
  }
  return { wall: walls.sort((a, b) => a - b)[Math.floor(walls.length / 2)] as number, peakMb }
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
  `\n${corpus.events} events, ${corpus.files.length} files, ${corpus.rawMb.toFixed(0)} MB raw; Node ${process.version}; median of ${RUNS} whole processes\n`,
)
console.log(
  `${''.padEnd(46)} ${'wall'.padStart(9)} ${'raw'.padStart(11)} ${'events'.padStart(12)} ${'ratio'.padStart(8)} peak`,
)

let fastest = 0
for (const threads of ['1', '2']) {
  const floor = measure('node', [join(ROOT, 'bench/floor.mjs'), CORPUS, 'inflate', threads])
  const label = `${threads} ${threads === '1' ? 'worker' : 'workers'}`
  show(`sized gunzipSync only, ${label}`, floor, floor.wall, corpus)
  show(
    `gunzip + full parse, ${label}`,
    measure('node', [join(ROOT, 'bench/floor.mjs'), CORPUS, 'parse', threads]),
    floor.wall,
    corpus,
  )
  const hundred = measure('node', [
    CLI,
    'scan',
    CORPUS,
    '--no-builtin',
    '--rules',
    RULES,
    '--workers',
    threads,
    '--format',
    'jsonl',
  ])
  show(`scan, 100 indexable jq rules, ${label}`, hundred, floor.wall, corpus)
  show(
    `scan, the built-in pack, ${label}`,
    measure('node', [CLI, 'scan', CORPUS, '--workers', threads, '--format', 'jsonl']),
    floor.wall,
    corpus,
  )
  console.log()
  fastest = corpus.events / hundred.wall
}

const sample = corpus.files
  .slice(0, Math.max(1, Math.ceil((corpus.files.length * 30_000) / corpus.events)))
  .map((file) => gunzipSync(readFileSync(file)).toString())
  .filter((text) => text.startsWith('{"Records"'))
const sampleEvents = sample.reduce((sum, text) => sum + JSON.parse(text).Records.length, 0)
for (const tool of ['jq', 'gojq']) {
  if (!installed(tool)) {
    console.log(`${tool}: not installed, not measured`)
    continue
  }
  const { wall } = measure(
    tool,
    ['-c', '.Records[] | select(.eventName == "StopLogging" and .errorCode == null)'],
    sample.join('\n'),
  )
  console.log(
    `${tool}, ONE such rule, inflated input, one thread: ${(sampleEvents / wall / 1000).toFixed(0)}k ev/s; scan with 100 rules on 2 workers is ${(fastest / (sampleEvents / wall)).toFixed(0)}x`,
  )
}

const bare = measure('node', ['-e', '0'])
const versionRun = measure('node', [CLI, '--version'])
console.log(
  `\ntattletrail --version: ${((versionRun.wall - bare.wall) * 1000).toFixed(0)} ms over bare node (${(bare.wall * 1000).toFixed(0)} ms)`,
)
