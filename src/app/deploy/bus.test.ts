/** `template --realtime`: what the rules ask for is asked of the bus, here and in every other Region, and what cannot be is said. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { JsonObject } from '../../core/json.ts'
import { eventPattern } from '../../languages/event-pattern/index.ts'
import { prepareTemplate } from './template.ts'

const folder = mkdtempSync(join(tmpdir(), 'tattletrail-bus-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const TASK = { source: ['aws.ecs'], 'detail-type': ['ECS Task State Change'] }
const config = join(folder, 'tattletrail.toml')
writeFileSync(
  config,
  `[[rule]]
name = "A task changed its state"
event_pattern = '${JSON.stringify(TASK)}'

[[rule]]
name = "An object was read"
jq_match = 'select(.eventName == "GetObject" and .requestParameters.bucketName == "secrets")'

[[rule]]
name = "Anything by curl"
jq_match = 'select(.userAgent | startswith("curl"))'
`,
)
const prepare = (builtin: boolean) =>
  prepareTemplate({ rules: [], email: [], builtin, org: false, realtime: true, bucket: 'trail-bucket', config })

interface Rule {
  readonly Type: string
  readonly Properties: { readonly EventPattern: JsonObject; readonly State: string; readonly Targets: JsonObject[] }
}
const rulesIn = (text: string): readonly Rule['Properties'][] =>
  Object.values((parse(text) as { readonly Resources: Record<string, Rule> }).Resources)
    .filter(({ Type }) => Type === 'AWS::Events::Rule')
    .map(({ Properties }) => Properties)

const WITH_READS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'
const ONLY_OF_CLOUDTRAIL = { 'detail-type': [{ suffix: ' via CloudTrail' }] }

test('rules of a person: each is there, or it is said why not', async () => {
  const { text, warnings } = await prepare(false)
  const [newLogs, ...rules] = rulesIn(text)
  expect(newLogs?.State).toBe('ENABLED')
  const call = { eventName: ['GetObject'], requestParameters: { bucketName: ['secrets'] } }
  expect(rules.map(({ EventPattern, State }) => [EventPattern, State])).toEqual([
    [TASK, 'ENABLED'],
    [{ ...ONLY_OF_CLOUDTRAIL, detail: call }, WITH_READS],
    [{ source: ['aws.guardduty'], 'detail-type': ['GuardDuty Finding'] }, 'ENABLED'],
  ])
  expect(warnings.slice(1)).toEqual([
    'rule "Anything by curl" is not in real time: it names no exact value that every match has: the bus would bring every event',
    'rule "An object was read" sees nothing before this is switched on (0.10 USD per 100,000 events): GetObject: data events, recorded only by a trail that selects them (eventCategory Data, resources.type AWS::S3::Object)',
  ])
})

test('the pack too, and other Regions forward the same', async () => {
  const { write, warnings } = await prepare(true)
  const written = write(join(folder, 'out'))
  const [here, there] = ['out/template.yaml', 'out/regions/template.yaml'].map((path) => join(folder, path))
  expect(written).toEqual(expect.arrayContaining([here, there]))
  const [, ...rules] = rulesIn(readFileSync(here as string, 'utf8'))
  const forwarded = rulesIn(readFileSync(there as string, 'utf8'))
  expect(forwarded.map(({ EventPattern, State }) => [EventPattern, State])).toEqual(
    rules.map(({ EventPattern, State }) => [EventPattern, State]),
  )
  expect(new Set(rules.flatMap(({ Targets }) => Targets.map(({ Id }) => Id)))).toEqual(new Set(['Queue']))
  expect(new Set(forwarded.flatMap(({ Targets }) => Targets.map(({ Id }) => Id)))).toEqual(new Set(['Bus']))
  expect(rules.filter(({ State }) => State === WITH_READS).length).toBeGreaterThan(8)
  const lets = (eventName: string): number => {
    const event = {
      'detail-type': 'AWS API Call via CloudTrail',
      detail: { eventSource: 'cloudtrail.amazonaws.com', eventName },
    }
    return rules.filter(({ EventPattern }) => eventPattern.compile(EventPattern).matches(event)).length
  }
  expect([lets('StopLogging'), lets('DescribeTrails')]).toEqual([1, 0])
  expect(warnings.filter((line) => /^\d+ built-in rules are not in real time/.test(line))).toHaveLength(1)
})

test('more than a bus takes is refused before anything is written', async () => {
  const rule = (at: number) => `[[rule]]\nname = "R${at}"\nevent_pattern = '{"source": ["aws.s${at}"]}'\n`
  writeFileSync(join(folder, 'many.toml'), Array.from({ length: 299 }, (_, at) => rule(at)).join(''))
  const many = prepareTemplate({
    ...{ rules: [], email: [], builtin: false, org: false, realtime: true, bucket: 'trail-bucket' },
    config: join(folder, 'many.toml'),
  })
  await expect(many).rejects.toThrow('299 rules of EventBridge, and a bus takes 300')
})
