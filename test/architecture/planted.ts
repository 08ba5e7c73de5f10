/** Texts that the rules must refuse, with what they must say, and look-alikes that they must let pass. */

export interface Planted {
  readonly plants: string
  /** Path from the root of the sources -> text. */
  readonly files: Readonly<Record<string, string>>
  readonly says: readonly string[]
}

const PURE = 'detect/planted.ts'

/** One line in a pure room -> what is said of it. */
const inPureRoom = (lines: Readonly<Record<string, string>>): readonly Planted[] =>
  Object.entries(lines).map(([text, says]) => ({ plants: text, files: { [PURE]: text }, says: [`${PURE} ${says}`] }))

const one = (plants: string, path: string, text: string, says: string): Planted => ({
  plants,
  files: { [path]: text },
  says: [says],
})

const notMine = (used: string): string => `uses ${used}: not a global of detect`
const notNode = (what: string): string => `imports ${what}: not a Node module of detect`
const notPackage = (name: string): string => `imports ${name}: not a package of detect`
const notRoom = (file: string): string => `imports ${file}: not a room of detect`
const notKnown = 'imports what only a run can tell'

export const PLANTED: readonly Planted[] = [
  ...inPureRoom({
    // Clocks.
    'export const now = Date.now()': notMine('Date.now'),
    "export const now = Date['now']()": notMine('Date.now'),
    'export const now = Date?.now()': notMine('Date.now'),
    'export const now = new Date()': notMine('new Date()'),
    'export const now = new Date': notMine('new Date()'),
    'export const now = new Date(...[])': notMine('new Date()'),
    'export const spring = new Date(2026, 2, 4)': notMine('new Date(year, month)'),
    'export const now = Date()': notMine('Date'),
    'export const now = (Date).now()': notMine('Date'),
    'const { now } = Date': notMine('Date'),
    'const Clock = Date': notMine('Date'),
    'export const clock = { Date }': notMine('Date'),
    'export class Clock extends Date {}': notMine('Date'),
    'export const make = Reflect.construct': notMine('Reflect.construct'),
    'export const now = performance.now()': notMine('performance.now'),
    'export const hour = (time: number) => new Date(time).getHours()': notMine('.getHours'),
    'export const noon = (time: number) => new Date(time).setHours(12)': notMine('.setHours'),
    'export const small = (text: string) => text.toLocaleLowerCase()': notMine('.toLocaleLowerCase'),
    'export const late = AbortSignal.timeout(5)': notMine('AbortSignal.timeout'),
    'setTimeout(() => {}, 5)': notMine('setTimeout'),
    'queueMicrotask(() => {})': notMine('queueMicrotask'),
    // Chance.
    'export const any = Math.random()': notMine('Math.random'),
    "export const any = Math['random']()": notMine('Math.random'),
    'const { random } = Math': notMine('Math'),
    'export const any = crypto.randomUUID()': notMine('crypto.randomUUID'),
    "import { randomUUID } from 'node:crypto'": notNode('randomUUID of node:crypto'),
    "import * as crypto from 'node:crypto'": notNode('* of node:crypto'),
    // The process, files, the network.
    'export const home = process.env.HOME': notMine('process.env'),
    'const { env } = process': notMine('process'),
    'export const all = [process]': notMine('process'),
    'process.exit(1)': notMine('process.exit'),
    "console.log('found')": notMine('console.log'),
    "await fetch('https://example.com')": notMine('fetch'),
    "new WebSocket('wss://example.com')": notMine('WebSocket'),
    "await globalThis.fetch('https://example.com')": notMine('globalThis.fetch'),
    "await globalThis['fetch']('https://example.com')": notMine('globalThis.fetch'),
    'export const now = global.Date.now()': notMine('global.Date'),
    'export const here = import.meta.url': notMine('import.meta.url'),
    "import fs from 'node:fs'": notNode('* of node:fs'),
    "import 'node:http'": notNode('* of node:http'),
    "import fs from 'fs'": notPackage('fs'),
    "await import('data:text/javascript,fetch()')": notPackage('data:text/javascript,fetch()'),
    // Code that no reader sees.
    "eval('1')": notMine('eval'),
    "export const run = new Function('return process')": notMine('Function'),
    "export const run = (() => {}).constructor('return process')": notMine('.constructor'),
    "export const run = ''['constructor']": notMine('.constructor'),
    'const { constructor } = Object': notMine('.constructor'),
    'declare const process: { exit(): void }': notMine('declare'),
    'declare global { var clock: number }': notMine('declare'),
    // Imports, in every spelling.
    "import { S3Client } from '@aws-sdk/client-s3'": notPackage('@aws-sdk/client-s3'),
    "import type { S3Client } from '@aws-sdk/client-s3'": notPackage('@aws-sdk/client-s3'),
    "import { z } from 'zod/mini'": notPackage('zod/mini'),
    "import { createClients } from '../aws/clients.ts'": notRoom('aws/clients.ts'),
    "import type { Clients } from '../aws/clients.ts'": notRoom('aws/clients.ts'),
    "import '../aws/clients.ts'": notRoom('aws/clients.ts'),
    "export { createClients } from '../aws/clients.ts'": notRoom('aws/clients.ts'),
    "export * from '../aws/clients.ts'": notRoom('aws/clients.ts'),
    "export * as aws from '../aws/clients.ts'": notRoom('aws/clients.ts'),
    "export type { Clients } from '../aws/clients.ts'": notRoom('aws/clients.ts'),
    "export type Clients = import('../aws/clients.ts').Clients": notRoom('aws/clients.ts'),
    "export const clients = await import('../aws/clients.ts')": notRoom('aws/clients.ts'),
    'export const clients = await import(`../aws/clients.ts`)': notRoom('aws/clients.ts'),
    "import clients = require('../aws/clients.ts')": notRoom('aws/clients.ts'),
    "/// <reference path='../aws/clients.ts' />": notRoom('aws/clients.ts'),
    'export const load = (name: string) => import(name)': notKnown,
    "export const load = () => import('node:' + 'fs')": notKnown,
    "export const fs = require('node:fs')": notMine('require'),
    "import { createRequire } from 'node:module'": notNode('createRequire of node:module'),
    "import { version } from '../../package.json'": 'imports ../package.json, no file of the sources',
    "import { gone } from './gone.ts'": 'imports detect/gone.ts, no file of the sources',
  }),
  one('a new room', 'attic/planted.ts', '', 'attic/planted.ts is in no room of the table'),
  one('a new wing', 'app/attic/planted.ts', '', 'app/attic/planted.ts is in no room of the table'),
  one('a file beside the rooms', 'planted.ts', '', 'planted.ts is in no room of the table'),
  one(
    'a wing in a wing that it is above of',
    'app/rules/planted.ts',
    "import { findInputs } from '../scan/inputs.ts'",
    'app/rules/planted.ts imports app/scan/inputs.ts: not a room of app/rules',
  ),
  one(
    'the end of the process outside the command line',
    'lambda/planted.ts',
    'process.exit(1)',
    'lambda/planted.ts uses process.exit: not a global of lambda',
  ),
  one(
    'a package of development',
    'report/page/planted.ts',
    "import ts from 'typescript'",
    'report/page/planted.ts imports typescript: not a package of report/page',
  ),
  one(
    'a package that is not installed with ours',
    'notation/planted.ts',
    "import { parseTOML } from 'toml-eslint-parser'",
    'notation/planted.ts imports toml-eslint-parser: not a dependency',
  ),
  {
    plants: 'a registry outside the app',
    files: { 'cli/planted.ts': "import { stores } from '../stores/index.ts'" },
    says: [
      'cli/planted.ts imports stores/index.ts: not a room of cli',
      'cli/planted.ts imports the registry stores/index.ts: app alone may',
    ],
  },
  {
    plants: 'a circle of two',
    files: { 'core/event.ts': "import './rule.ts'", 'core/rule.ts': "export * from './event.ts'" },
    says: ['core/event.ts -> core/rule.ts -> core/event.ts'],
  },
  {
    plants: 'a circle of three that types alone close',
    files: {
      'core/event.ts': "import type { Rule } from './rule.ts'",
      'core/rule.ts': "import type { Alert } from './alert.ts'",
      'core/alert.ts': "export type Event = import('./event.ts').Event",
    },
    says: ['core/event.ts -> core/rule.ts -> core/alert.ts -> core/event.ts'],
  },
  {
    plants: 'a file that imports itself',
    files: { 'core/event.ts': "import './event.ts'" },
    says: ['core/event.ts -> core/event.ts'],
  },
  {
    plants: 'a registry in a plug-in',
    files: { 'languages/sigma/planted.ts': "import { languages } from '../index.ts'" },
    says: ['languages/sigma/planted.ts imports the registry languages/index.ts: app and index.ts alone may'],
  },
  {
    plants: 'a circle of folders that no file closes by itself',
    files: {
      'detect/near/a.ts': "import '../far/b.ts'",
      'detect/near/c.ts': '',
      'detect/far/b.ts': '',
      'detect/far/d.ts': "import '../near/c.ts'",
    },
    says: ['detect/near -> detect/far -> detect/near'],
  },
]

/** Nothing is wrong with these. */
export const INNOCENT: readonly string[] = [
  "export const text = 'new Date()'",
  'export const text = `process.exit(1)`',
  "// import { S3Client } from '@aws-sdk/client-s3'",
  '/* Date.now() */ export const a = 1',
  '/** `fetch(url)` */ export const a = /Math\\.random\\(\\)/',
  'export const text = "import(\'node:fs\')"',
  'export const at = (time: number) => new Date(time).toISOString()',
  'export const at = Date.parse("2026-01-01T00:00:00Z") + Date.UTC(2026)',
  'export const isDate = (value: unknown) => value instanceof Date',
  'export const most = Math.max(1, 2)',
  'export const job = { process: 1, fetch() {}, Date: 2 }.process',
  'export const read = (job: { process: string }) => job.process',
  'export const read = ({ process: done }: { process: string }) => done',
  'export const each = (process: () => void) => process()',
  'export const call = (fetch: (url: string) => string) => ({ fetch })',
  'export interface Clock { Date: number; now(): Date }',
  'export type Kind = typeof globalThis',
  'export const wait = (stop: AbortSignal) => stop.aborted',
  "import { createHash } from 'node:crypto'",
  "import type { Event } from '../core/event.ts'",
  "export { ruleSet } from './rule-set.ts'",
  'fetch: for (;;) break fetch',
]
