/** Whatever a configuration can name beside its own texts: each place is in this table, with what it may not name. */
import { expect, test } from 'vitest'
import { z } from 'zod'
import { configJsonSchema } from '../../config/config.ts'
import { destinations } from '../../destinations/index.ts'
import { enrichers } from '../../enrich/index.ts'
import { sources } from '../../sources/index.ts'
import { stores } from '../../stores/index.ts'
import { compileRules } from '../rules/load.ts'
import { openSources } from './open-config.ts'
import { sections } from './sections.ts'

/**
 * `secret`: a reference to a variable, a file or a service of AWS. `file`: read or written by `outside/files.ts`, or opened as a
 * store. `address`: https, or this machine. `aws`: a name within AWS, where the role of the process decides. No place names a command.
 */
const NAMED: Readonly<Record<string, 'secret' | 'secret address' | 'address' | 'file' | 'aws' | 'text'>> = {
  'destination.sns.sns_arn': 'aws',
  'destination.sns.shape': 'text',
  'destination.sns.show': 'text',
  'destination.ses.from_email': 'text',
  'destination.ses.region': 'aws',
  'destination.ses.show': 'text',
  'destination.ses.to_emails': 'text',
  'destination.smtp.server': 'address',
  'destination.smtp.username': 'text',
  'destination.smtp.show': 'text',
  'destination.smtp.password': 'secret',
  'destination.smtp.from_email': 'text',
  'destination.smtp.to_emails': 'text',
  'destination.slack_webhook.webhook_url': 'secret address',
  'destination.slack_webhook.layout': 'text',
  'destination.slack_webhook.show': 'text',
  'destination.slack.token': 'secret',
  'destination.slack.channel': 'text',
  'destination.slack.show': 'text',
  'destination.slack.api_url': 'address',
  'destination.teams.webhook_url': 'secret address',
  'destination.discord.webhook_url': 'secret address',
  'destination.google_chat.webhook_url': 'secret address',
  'destination.pagerduty.routing_key': 'secret',
  'destination.pagerduty.events_url': 'address',
  'destination.opsgenie.api_key': 'secret',
  'destination.opsgenie.api_url': 'address',
  'destination.webhook.url': 'secret address',
  'destination.webhook.signing_secret': 'secret',
  'destination.sqs.queue_url': 'address',
  'destination.eventbridge.event_bus': 'aws',
  'destination.splunk_hec.url': 'address',
  'destination.splunk_hec.token': 'secret',
  'destination.splunk_hec.index': 'text',
  'destination.splunk_hec.sourcetype': 'text',
  'destination.file.path': 'file',
  'store.sqlite.path': 'file',
  'store.dynamodb.table': 'aws',
  'store.dynamodb.region': 'aws',
  'source.folder.path': 'file',
  'source.s3.path': 'aws',
  'source.s3.from': 'text',
  'source.sqs.queue_url': 'address',
  'context.accounts_csv': 'file',
  'context.accounts': 'text',
  'context.aws_ranges': 'file',
  'context.city_mmdb': 'file',
  'context.country_mmdb': 'file',
  'context.asn_mmdb': 'file',
}

const placesOf = (table: string, plugins: readonly { readonly type: string; readonly config: z.ZodObject }[]) =>
  plugins.flatMap(({ type, config }) =>
    Object.entries(config.shape).map(([key, schema]) => [`${table}.${type}.${key}`, schema as z.ZodType] as const),
  )

const PLACES = new Map<string, z.ZodType>([
  ...placesOf('destination', destinations),
  ...placesOf('store', stores),
  ...placesOf('source', sources),
  ...enrichers.map(({ key, config }) => [`context.${key}`, config] as const),
])
const placesThatAre = (...kinds: readonly string[]) =>
  Object.keys(NAMED).filter((place) => kinds.includes(NAMED[place] ?? ''))

test('every setting of a plug-in is in the table', () => {
  expect([...PLACES.keys()].sort()).toEqual(Object.keys(NAMED).sort())
})

test('every table of a configuration is known to this test', () => {
  const { properties } = configJsonSchema(sections) as { properties: object }
  // What is not of plug-ins names nothing but accounts, networks, identities, levels, routes and durations; rules are below.
  const tables = 'account, alerting, contain, context, destination, levels, network, route, rule, source, store'
  expect(Object.keys(properties).sort().join(', ')).toBe(tables)
})

test('what is marked as a secret is what the table calls one', () => {
  const isSecret = (schema: z.ZodType): boolean =>
    schema instanceof z.ZodOptional ? isSecret(schema.unwrap() as z.ZodType) : schema.meta()?.secret === true
  const secrets = [...PLACES].filter(([, schema]) => isSecret(schema)).map(([place]) => place)
  expect(secrets.sort()).toEqual(placesThatAre('secret', 'secret address').sort())
})

const VARIABLES = [
  'AWS_SECRET_ACCESS_KEY',
  'aws_session_token',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'GITHUB_TOKEN',
  'LD_PRELOAD',
  'NODE_OPTIONS',
]
test.each(placesThatAre('secret', 'secret address'))('%s gets no variable of the process', (place) => {
  const schema = PLACES.get(place)
  expect(schema?.safeParse('env:SLACK_URL').success).toBe(true)
  for (const name of VARIABLES) expect([name, schema?.safeParse(`env:${name}`).success]).toEqual([name, false])
})

const ADDRESSES = [
  'http://169.254.169.254/latest/meta-data/',
  'http://169.254.170.2/v2/credentials',
  'http://example.com/',
]
test.each(placesThatAre('address', 'secret address'))('%s is reached in the clear on this machine only', (place) => {
  // A reference is judged once it is known: `post` asks for https again.
  for (const address of ADDRESSES)
    expect([address, PLACES.get(place)?.safeParse(address).success]).toEqual([address, false])
})

const PROGRAMS = [
  'env.AWS_SECRET_ACCESS_KEY',
  '$ENV.PATH',
  '$ENV | keys',
  'import "a" as a; .',
  'include "a"; .',
  'get_search_list',
]
test.each(PROGRAMS)('a rule has no way to the process: %s', async (program) => {
  const text = `[[rule]]\nname = "a"\njq_match = ${JSON.stringify(program)}\n`
  const { problems } = await compileRules(await openSources({ file: 'a.toml', text }), false)
  expect(problems).toMatchObject([{ severity: 'error' }])
})
