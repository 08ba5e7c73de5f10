/** The registry of destinations: one line each. */
import type { DestinationPlugin } from './define.ts'
import { discord } from './discord.ts'
import { eventbridge } from './eventbridge.ts'
import { file } from './file.ts'
import { googleChat } from './google-chat.ts'
import { opsgenie } from './opsgenie.ts'
import { pagerduty } from './pagerduty.ts'
import { ses } from './ses.ts'
import { slack } from './slack.ts'
import { slackWebhook } from './slack-webhook.ts'
import { smtp } from './smtp.ts'
import { sns } from './sns.ts'
import { splunkHec } from './splunk-hec.ts'
import { sqs } from './sqs.ts'
import { stdout } from './stdout.ts'
import { teams } from './teams.ts'
import { webhook } from './webhook.ts'

export const destinations: readonly DestinationPlugin[] = [
  sns,
  ses,
  smtp,
  slackWebhook,
  slack,
  teams,
  discord,
  googleChat,
  pagerduty,
  opsgenie,
  webhook,
  sqs,
  eventbridge,
  splunkHec,
  file,
  stdout,
]
