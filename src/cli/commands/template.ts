/** `tattletrail template`. */
import type { TemplateOptions } from '../../app/deploy/template.ts'
import { UsageError } from '../../core/usage-error.ts'
import { oneLine } from '../../report/terminal.ts'
import { defineCommand, type OptionsFor } from '../command.ts'
import { many, text } from '../kinds.ts'
import { configOption, rulesOptions } from '../options.ts'
import { colorsFor, writeLines } from '../output.ts'

export const template = defineCommand({
  name: 'template',
  summary: 'print a SAM template that deploys it into your account',
  args: [],
  options: {
    ...rulesOptions,
    config: configOption(),
    bucket: { takes: text('name'), about: 'read the logs of a trail that is there, from its bucket' },
    newTrail: { about: 'make a trail of all Regions and its bucket' },
    topic: {
      takes: text('arn'),
      about: 'the topic that tells of new objects in the bucket (default: EventBridge does)',
    },
    email: {
      takes: many(text('address')),
      about: 'subscribe it to the topic that is made for sns_arn = "env:NAME" (repeatable)',
    },
    org: { about: 'the trail is one of an organization' },
    realtime: { about: 'take what the rules ask for from the event bus too, minutes before its log file' },
    out: {
      takes: text('folder'),
      about: 'write the template, the code and the configuration there, ready for sam build',
    },
  } satisfies OptionsFor<TemplateOptions>,
  examples: [
    `tattletrail template --config tattletrail.toml --bucket my-trail-bucket --out deploy
cd deploy && sam build && sam deploy`,
  ],
  exitCodes: { 0: 'done', 2: 'bad usage or configuration (nothing was written)' },
  run: async (_, options) => {
    refuse(options)
    const { bucket, topic, out } = options
    const { prepareTemplate } = await import('../../app/deploy/template.ts')
    const { text, warnings, parameters, write } = await prepareTemplate(options)
    const colors = colorsFor(process.stderr)
    const say = (line: string): void => void process.stderr.write(`${line}\n`)
    for (const warning of warnings) say(`${colors.yellow('warning')}: ${warning}`)
    if (out === undefined) await writeLines([text.trimEnd()])
    else {
      for (const path of write(out)) say(`wrote ${path}`)
      const given = parameters.map(({ name, parameter }) => ` ${parameter}="$${name}"`).join('')
      say(`next: cd ${out} && sam build && sam deploy${given && ` --parameter-overrides${given}`}`)
      if (options.email.length > 0)
        say('then AWS asks each address to confirm its subscription: nothing comes there before its link was followed')
      if (bucket !== undefined && topic === undefined)
        say(`and let the bucket ${bucket} tell EventBridge of new objects: docs/deploy.md says how`)
    }
    return 0
  },
})

/** Amazon S3 User Guide, "General purpose bucket naming rules". */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
/** What is surely none is refused; AWS judges the rest. */
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/
const TOPIC = /^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]+$/

interface Asked {
  readonly email: readonly string[]
  readonly bucket?: string
  readonly newTrail: boolean
  readonly topic?: string
}

/** @throws UsageError */
const refuse = ({ bucket, newTrail, topic, email }: Asked): void => {
  if (newTrail === (bucket !== undefined))
    throw new UsageError('say which logs are read: --bucket NAME for a trail that is there, or --new-trail')
  if (topic !== undefined && bucket === undefined)
    throw new UsageError('--topic is the topic that tells of new objects in an existing bucket: it goes with --bucket')
  if (bucket !== undefined && !BUCKET.test(bucket))
    throw new UsageError(
      `--bucket ${oneLine(bucket, 100)}: expected the name of a bucket, without s3:// and without a path`,
    )
  const wrong = email.find((one) => !ADDRESS.test(one))
  if (wrong !== undefined)
    throw new UsageError(`--email ${oneLine(wrong, 100)}: expected an address, such as oncall@example.com`)
  if (topic !== undefined && !TOPIC.test(topic))
    throw new UsageError(
      `--topic ${oneLine(topic, 100)}: expected the ARN of a topic, such as arn:aws:sns:eu-west-1:123456789012:trail`,
    )
}
