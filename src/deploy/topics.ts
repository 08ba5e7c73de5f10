/** Topics that alerts are published to, and who hears of them by mail. */
import { arnOf } from './expressions.ts'
import type { LambdaFunction, Output, Resources } from './model.ts'
import { spoken } from './parameters.ts'
import type { DeploySettings } from './settings.ts'

/** @param name of the variable: `SNS_TOPIC_ARN` */
export const topicId = (name: string): string => `Topic${spoken(name)}`

export const topics = ({ topics: names, emails }: DeploySettings): Resources =>
  Object.fromEntries(
    names.flatMap((name): [string, Resources[string]][] => [
      [topicId(name), { kind: 'topic', displayName: 'Tattletrail alerts' }],
      ...emails.map((endpoint, at): [string, Resources[string]] => [
        `${topicId(name)}Mail${at + 1}`,
        { kind: 'subscription', topic: arnOf(topicId(name)), protocol: 'email', endpoint },
      ]),
    ]),
  )

export const topicVariables = ({ topics: names }: DeploySettings): LambdaFunction['environment'] =>
  Object.fromEntries(names.map((name) => [name, arnOf(topicId(name))]))

export const topicOutputs = ({ topics: names }: DeploySettings): Readonly<Record<string, Output>> =>
  Object.fromEntries(
    names.map((name) => [
      `${topicId(name)}Arn`.replace(/ArnArn$/, 'Arn'),
      { value: arnOf(topicId(name)), description: `What the configuration calls env:${name}` },
    ]),
  )
