/** `tattletrail template`. */
import { prepareTemplate } from '../app/deploy/template.ts'
import { UsageError } from '../core/usage-error.ts'
import { oneLine } from '../report/terminal.ts'
import { configOf } from './job.ts'
import { colorsFor, writeLines } from './output.ts'

export interface TemplateCommandOptions {
  readonly config?: string
  readonly rules?: readonly string[]
  readonly builtin: boolean
  readonly bucket?: string
  readonly newTrail?: boolean
  readonly topic?: string
  readonly org?: boolean
  readonly realtime?: boolean
  readonly out?: string
}

/** Amazon S3 User Guide, "General purpose bucket naming rules". */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const TOPIC = /^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]+$/

/** Returns the exit code. */
export const templateCommand = async (options: TemplateCommandOptions): Promise<number> => {
  const { bucket, topic, newTrail = false } = options
  if (newTrail === (bucket !== undefined))
    throw new UsageError('say which logs are read: --bucket NAME for a trail that is there, or --new-trail')
  if (topic !== undefined && bucket === undefined)
    throw new UsageError('--topic is the topic that tells of new objects in an existing bucket: it goes with --bucket')
  if (bucket !== undefined && !BUCKET.test(bucket))
    throw new UsageError(
      `--bucket ${oneLine(bucket, 100)}: expected the name of a bucket, without s3:// and without a path`,
    )
  if (topic !== undefined && !TOPIC.test(topic))
    throw new UsageError(
      `--topic ${oneLine(topic, 100)}: expected the ARN of a topic, such as arn:aws:sns:eu-west-1:123456789012:trail`,
    )
  const { text, warnings, write } = await prepareTemplate({
    ...configOf(options),
    ...(bucket !== undefined && { bucket }),
    ...(topic !== undefined && { topic }),
    rules: options.rules ?? [],
    builtin: options.builtin,
    org: options.org ?? false,
    realtime: options.realtime ?? false,
  })
  const colors = colorsFor(process.stderr)
  const say = (line: string): void => void process.stderr.write(`${line}\n`)
  for (const warning of warnings) say(`${colors.yellow('warning')}: ${warning}`)
  if (options.out === undefined) await writeLines([text.trimEnd()])
  else {
    for (const path of write(options.out)) say(`wrote ${path}`)
    say(`next: cd ${options.out} && sam build && sam deploy`)
    if (bucket !== undefined && topic === undefined)
      say(`and let the bucket ${bucket} tell EventBridge of new objects: docs/deploy.md says how`)
  }
  return 0
}
