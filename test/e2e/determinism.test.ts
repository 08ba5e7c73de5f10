/** The same logs and rules give the same findings, whatever the order of the files and however many workers read them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Finding } from '../../src/core/finding.ts'
import { findings, workspace } from './command.ts'

const { folder, write, run } = workspace()

const RULES = `
title: Secrets were read in a burst
id: 0d4f2f0e-3a51-4a8e-9d3a-000000000001
level: high
correlation:
  type: value_count
  rules: [secret read]
  group-by: [userIdentity.arn]
  timespan: 10m
  condition: { gte: 5, field: requestParameters.secretId }
---
title: secret read
id: 0d4f2f0e-3a51-4a8e-9d3a-000000000002
level: low
logsource: { product: aws, service: cloudtrail }
detection: { selection: { eventSource: secretsmanager.amazonaws.com, eventName: GetSecretValue }, condition: selection }
---
title: User and then key
id: 0d4f2f0e-3a51-4a8e-9d3a-000000000003
level: high
correlation: { type: temporal_ordered, rules: [user made, key made], group-by: [sourceIPAddress], timespan: 1h }
---
title: user made
id: 0d4f2f0e-3a51-4a8e-9d3a-000000000004
level: low
logsource: { product: aws, service: cloudtrail }
detection: { selection: { eventName: CreateUser }, condition: selection }
---
title: key made
id: 0d4f2f0e-3a51-4a8e-9d3a-000000000005
level: low
logsource: { product: aws, service: cloudtrail }
detection: { selection: { eventName: CreateAccessKey }, condition: selection }
`

test('file order and worker count do not matter', () => {
  expect(
    run(['simulate', 'logs', '--events', '6000', '--days', '1', '--story', 'leaked-key,secrets-harvest']).code,
  ).toBe(0)
  write('rules.yml', RULES)
  const paths = readdirSync(join(folder, 'logs'), { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.gz'),
  )
  expect(paths.length).toBeGreaterThan(50)
  // The same files under names that sort in another order.
  for (const [index, path] of paths.entries())
    write(`shuffled/${(index * 7919) % paths.length}-${index}.json.gz`, readFileSync(join(folder, 'logs', path)))

  const scan = (logs: string, workers: number): readonly Omit<Finding, 'file'>[] =>
    findings(run(['scan', logs, '--rules', 'rules.yml', '--workers', String(workers), '--format', 'jsonl']).stdout).map(
      ({ file: _file, ...finding }) => finding,
    )
  const once = scan('logs', 1)
  expect(once.length).toBeGreaterThan(20)
  expect(new Set(once.map((finding) => finding.rule.title))).toContain('User and then key')
  expect(new Set(once.map((finding) => finding.rule.title))).toContain('Secrets were read in a burst')
  for (const workers of [2, 3]) expect(scan('logs', workers)).toEqual(once)
  for (const workers of [1, 2]) expect(scan('shuffled', workers)).toEqual(once)
}, 120_000)
