import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { appendBelow, readNamed } from './files.ts'

const home = mkdtempSync(join(tmpdir(), 'files-'))
const at = (path: string): string => join(home, path)
const write = (path: string, text: string): string => {
  mkdirSync(join(at(path), '..'), { recursive: true })
  writeFileSync(at(path), text)
  return at(path)
}
const link = (target: string, path: string): string => {
  mkdirSync(join(at(path), '..'), { recursive: true })
  symlinkSync(target, at(path))
  return at(path)
}
afterAll(() => rmSync(home, { recursive: true }))
afterEach(() => vi.unstubAllEnvs())

const token = write('run/secrets/slack', 'https://hooks.example.com/x\n')
const own = write('run/token', 'a token of the process')

test('a file of the user is read, also through a link', () => {
  expect(readNamed(token, 100).toString()).toBe('https://hooks.example.com/x\n')
  expect(readNamed(link(token, 'linked'), 100).toString()).toBe('https://hooks.example.com/x\n')
})

const onLinux = process.platform === 'linux'
const SYSTEM = 'it belongs to the system'
const OWN = 'it holds credentials of the process itself'
const HOSTILE: readonly (readonly [what: string, path: () => string, reason: string])[] = [
  ['the environment', () => '/proc/self/environ', SYSTEM],
  ['by way of a folder', () => `${home}/run/../${'../'.repeat(20)}proc/self/environ`, SYSTEM],
  ['by a link', () => link('/proc/self/environ', 'a'), SYSTEM],
  ['by a link to a folder', () => join(link('/proc/self', 'b'), 'environ'), SYSTEM],
  ['by links to links', () => link(link('/proc/thread-self/environ', 'c'), 'd'), SYSTEM],
  ['of a thread', () => '/proc/self/task/../environ', SYSTEM],
  ['what takes everything', () => '/dev/null', SYSTEM],
  ['without an end', () => '/dev/zero', SYSTEM],
  ['of the kernel', () => '/sys/kernel/vmcoreinfo', SYSTEM],
  ['keys of AWS', () => write('home/.aws/credentials', 'x'), OWN],
  ['keys of AWS, by a link', () => link(write('home/.aws/config', 'x'), 'aws-config'), OWN],
  ['of SSH', () => write('home/.ssh/id_ed25519', 'x'), OWN],
  ['of Kubernetes', () => write('run/secrets/kubernetes.io/serviceaccount/token', 'x'), OWN],
  ['of a pod', () => write('run/secrets/eks.amazonaws.com/serviceaccount/token', 'x'), OWN],
  ['named by a variable of the process', () => own, OWN],
  ['by a link to it', () => link(own, 'own-link'), OWN],
  ['a folder', () => at('run'), 'it is no regular file'],
  ['too large', () => write('large', 'x'.repeat(101)), 'it is larger than 100 bytes'],
]
test.runIf(onLinux).each(HOSTILE)('not read: %s', (_, path, reason) => {
  vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', own)
  expect(() => readNamed(path(), 100)).toThrow(reason)
})

test.runIf(onLinux)('not read: a pipe, which nobody waits for', () => {
  execFileSync('mkfifo', [at('pipe')])
  expect(() => readNamed(at('pipe'), 100)).toThrow('it is no regular file')
})

/** What is mounted elsewhere too has a path that says nothing of it. */
const bound = (): string | undefined => {
  const place = at('bound')
  mkdirSync(place)
  try {
    execFileSync('mount', ['--bind', '/proc', place], { stdio: 'ignore' })
    return place
  } catch {
    return undefined
  }
}
test.runIf(onLinux)('not read: the environment, where it is mounted under another name', (context) => {
  const place = bound()
  if (place === undefined) return context.skip('mounting is not permitted here')
  try {
    expect(statfsSync(place).type).toBe(0x9fa0)
    expect(() => readNamed(join(place, 'self/environ'), 10_000)).toThrow(SYSTEM)
  } finally {
    execFileSync('umount', [place])
  }
})

test('alerts go into a file of their folder, for its owner alone', async () => {
  mkdirSync(at('alerts/below'), { recursive: true })
  const BELOW = ['a.jsonl', 'below/b.jsonl', './c.jsonl', 'below/../d.jsonl', at('alerts/e.jsonl')]
  for (const path of BELOW) {
    await appendBelow(at('alerts'), path, '{"a":1}\n')
    await appendBelow(at('alerts'), path, '{"b":2}\n')
  }
  for (const name of ['a.jsonl', 'below/b.jsonl', 'c.jsonl', 'd.jsonl', 'e.jsonl'])
    expect(readFileSync(at(`alerts/${name}`), 'utf8')).toBe('{"a":1}\n{"b":2}\n')
  expect(statSync(at('alerts/a.jsonl')).mode & 0o777).toBe(0o600)
  link(at('alerts/a.jsonl'), 'alerts/current.jsonl')
  await appendBelow(at('alerts'), 'current.jsonl', '{"c":3}\n')
  expect(readFileSync(at('alerts/a.jsonl'), 'utf8')).toContain('{"c":3}')
})

const ELSEWHERE: readonly (readonly [what: string, path: () => string, reason: string])[] = [
  ['above', () => '../x.jsonl', 'alerts are written below'],
  ['above, by its full path', () => at('x.jsonl'), 'alerts are written below'],
  ['a folder whose name begins alike', () => at('alerts-2/x.jsonl'), 'alerts are written below'],
  ['by a link to a file', () => link(write('outside.txt', ''), 'alerts/link-1'), 'alerts are written below'],
  ['by a link to a file that is not there', () => link(at('new.txt'), 'alerts/link-2'), 'leads nowhere'],
  ['by a link to a folder', () => join(link(at('run'), 'alerts/link-3'), 'x.jsonl'), 'alerts are written below'],
  ['a hidden file', () => '.bashrc', 'no hidden file'],
  ['a hidden folder', () => write('alerts/.ssh/authorized_keys', ''), 'no hidden file'],
  ['a folder', () => 'below', 'EISDIR'],
  ['a folder that is not there', () => 'nowhere/x.jsonl', 'no such file'],
]
test.each(ELSEWHERE)('not written: %s', async (_, path, reason) => {
  mkdirSync(at('alerts/below'), { recursive: true })
  mkdirSync(at('alerts-2'), { recursive: true })
  const before = existsSync(at('x.jsonl'))
  await expect(appendBelow(at('alerts'), path(), 'x')).rejects.toThrow(reason)
  expect([
    existsSync(at('x.jsonl')),
    existsSync(at('new.txt')),
    readFileSync(write('outside.txt', ''), 'utf8'),
  ]).toEqual([before, false, ''])
})

test.runIf(onLinux)('not written: to a pipe, which nobody waits for', async () => {
  execFileSync('mkfifo', [at('alerts/pipe')])
  await expect(appendBelow(at('alerts'), 'pipe', 'x')).rejects.toThrow()
})
