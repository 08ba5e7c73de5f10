/** What comes over the event bus: rules for the Region of the queue, and a deployment that forwards to it from every other one. */
import { ACCOUNT, joined, PARTITION, parameter, REGION } from './expressions.ts'
import type { Deployment, EventRule, Output, Target } from './model.ts'
import type { DeployedBusRule } from './settings.ts'

/** Without it a rule is not told of read-only calls (EventBridge User Guide, "Receiving read-only management events"). */
const WITH_READS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'

/** Findings of GuardDuty come over the bus alone. */
const GUARDDUTY: DeployedBusRule = {
  description: 'Findings of GuardDuty',
  pattern: { source: ['aws.guardduty'], 'detail-type': ['GuardDuty Finding'] },
  ofCloudTrail: false,
}

export const withGuardDuty = (rules: readonly DeployedBusRule[]): readonly DeployedBusRule[] => [...rules, GUARDDUTY]

export const busRules = (rules: readonly DeployedBusRule[], target: Target): Readonly<Record<string, EventRule>> =>
  Object.fromEntries(
    rules.map(({ description, pattern, ofCloudTrail }, at) => [
      `Realtime${at + 1}`,
      { kind: 'event-rule', description, state: ofCloudTrail ? WITH_READS : 'ENABLED', pattern, target },
    ]),
  )

/** The bus that other Regions forward to. */
export const BUS: Output = {
  value: joined`arn:${PARTITION}:events:${REGION}:${ACCOUNT}:event-bus/default`,
  description: 'The parameter EventBus of the deployment in every other Region',
}

/** For a Region that has no queue: the same rules, whose target is the bus of the one that has it. */
export const forwardingOf = (rules: readonly DeployedBusRule[]): Deployment => ({
  description: 'Tattletrail: forwards events to the Region where it is deployed',
  parameters: {
    EventBus: {
      type: 'text',
      pattern: '^arn:[a-z-]+:events:[a-z0-9-]+:[0-9]{12}:event-bus/.+$',
      description: 'The output EventBusArn of the deployment',
    },
  },
  conditions: {},
  resources: {
    ForwardRole: {
      kind: 'role',
      service: 'events.amazonaws.com',
      policyName: 'forward',
      statements: [{ Sid: 'PutEvents', Effect: 'Allow', Action: 'events:PutEvents', Resource: parameter('EventBus') }],
    },
    ...busRules(rules, { bus: parameter('EventBus'), role: 'ForwardRole' }),
  },
  outputs: {},
})
