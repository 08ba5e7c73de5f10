/** Runs the built command line as a person would, in a folder of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'
import type { Finding } from '../../src/core/finding.ts'

export const CLI = new URL('../../dist/bin/main.js', import.meta.url).pathname

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A temporary folder that goes away after the tests of the file. */
export const workspace = (): {
  readonly folder: string
  write(path: string, content: string | Buffer): string
  run(args: readonly string[], input?: string | Buffer, env?: Readonly<Record<string, string>>): Ran
  /** The same without stopping this process: its own servers can answer. */
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>
  /** A line for bash, where `$TATTLETRAIL` is the command. */
  bash(line: string): Ran
} => {
  const folder = mkdtempSync(join(tmpdir(), 'tattletrail-e2e-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return {
    folder,
    write: (path, content) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
      return join(folder, path)
    },
    run: (args, input = '', env = {}) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
        cwd: folder,
        env: { ...process.env, ...env },
        input,
        encoding: 'utf8',
        maxBuffer: 256 * 2 ** 20,
        timeout: 60_000,
      })
      return { code: status, stdout, stderr }
    },
    start: (args, env = {}) =>
      new Promise((resolve, reject) => {
        const child: ChildProcess = spawn(process.execPath, [CLI, ...args], {
          cwd: folder,
          env: { ...process.env, ...env },
          stdio: ['ignore', 'pipe', 'pipe'],
          timeout: 60_000,
        })
        let [stdout, stderr] = ['', '']
        child.stdout?.setEncoding('utf8').on('data', (text: string) => {
          stdout += text
        })
        child.stderr?.setEncoding('utf8').on('data', (text: string) => {
          stderr += text
        })
        child.on('error', reject)
        child.on('close', (code) => resolve({ code, stdout, stderr }))
      }),
    bash: (line) => {
      const { status, stdout, stderr } = spawnSync('bash', ['-c', line], {
        cwd: folder,
        env: { ...process.env, TATTLETRAIL: `${process.execPath} ${CLI}` },
        encoding: 'utf8',
        timeout: 20_000,
      })
      return { code: status, stdout, stderr }
    },
  }
}

/** Every line of `--format jsonl`. */
export const findings = (stdout: string): readonly Finding[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))

export const STOP_LOGGING = {
  eventVersion: '1.09',
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLEEXAMPLE:dana',
    arn: 'arn:aws:sts::123456789012:assumed-role/Developer/dana',
    accountId: '123456789012',
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAEXAMPLEEXAMPLE',
        arn: 'arn:aws:iam::123456789012:role/Developer',
        accountId: '123456789012',
        userName: 'Developer',
      },
      attributes: { creationDate: '2026-03-04T01:58:11Z', mfaAuthenticated: 'false' },
    },
  },
  eventTime: '2026-03-04T02:14:09Z',
  eventSource: 'cloudtrail.amazonaws.com',
  eventName: 'StopLogging',
  awsRegion: 'eu-west-1',
  sourceIPAddress: '198.51.100.7',
  userAgent: 'aws-cli/2.15.0 Python/3.11.6 Linux/5.10 exe/x86_64 command/cloudtrail.stop-logging',
  requestParameters: { name: 'org-trail' },
  responseElements: null,
  requestID: '11111111-2222-4333-8444-555555555555',
  eventID: '6f0c0000-0000-4000-8000-000000000091',
  readOnly: false,
  eventType: 'AwsApiCall',
  managementEvent: true,
  recipientAccountId: '123456789012',
  eventCategory: 'Management',
} as const

/** A quiet event, or the same with some fields changed. */
export const event = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...STOP_LOGGING,
  ...changes,
})
