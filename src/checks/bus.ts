/** Why what an event bus could bring within seconds does not come, and what is stuck on its way. */
import { hasReadingVerb } from './read-only.ts'
import type { BusRule, Cause, Queue, Wanted, Watching } from './watching.ts'

/** Rules of one bus ("Amazon EventBridge quotas"; in some Regions 100, and more on request). */
const MOST_RULES = 300

const WITH_READS = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'

/** Whether the rule is told of such events at all (EventBridge User Guide, "Receiving read-only management events"). */
const reaches = ({ state }: BusRule, { eventName, category }: Wanted): boolean =>
  state === WITH_READS || (state === 'ENABLED' && !(category === 'Management' && hasReadingVerb(eventName)))

/** @returns `none` when no rule is there for it: then it waits for its log file, as was chosen */
export const onBus = (event: Wanted, { rules, region }: Watching): readonly Cause[] | 'none' | 'seen' => {
  const fit = rules.filter(({ matches }) => event.events.every(matches))
  if (fit.some((rule) => reaches(rule, event) && rule.targets.length > 0)) return 'seen'
  if (fit.length === 0) return rules.length < MOST_RULES ? 'none' : [full(rules.length)]
  return fit.map((rule) => causeOf(rule, region))
}

const full = (count: number): Cause => ({
  check: 'bus-full',
  why: `the bus has ${count} rules, and none for it: it takes no more`,
  fix: 'join or delete rules, or ask AWS for a larger quota',
})

const causeOf = ({ name, state, targets }: BusRule, region: string): Cause => {
  if (state === 'DISABLED')
    return {
      check: 'rule-off',
      why: `rule ${name} of EventBridge is switched off`,
      fix: `aws events enable-rule --region ${region} --name ${name}`,
    }
  if (targets.length === 0)
    return {
      check: 'rule-without-target',
      why: `rule ${name} of EventBridge has no target`,
      fix: 'deploy again: tattletrail template --realtime',
    }
  return {
    check: 'rule-without-reads',
    why: `rule ${name} of EventBridge is not told of calls that only read`,
    fix: `set its state to ${WITH_READS} (put-rule replaces the pattern: give it again)`,
  }
}

/** What is wrong with the way behind the rules and the bucket. */
export const stuckIn = ({ queues }: Watching): readonly Cause[] => queues.flatMap(causesOf)

const causesOf = ({ arn, isGone, dead, readers }: Queue): readonly Cause[] => [
  ...(isGone
    ? [
        {
          check: 'queue-gone',
          why: `the queue ${arn} is not there`,
          fix: 'deploy again: tattletrail template --realtime',
        },
      ]
    : []),
  ...(dead
    ? [
        {
          check: 'dead-letters',
          why: `${dead} ${dead === 1 ? 'message was' : 'messages were'} given up on the way from ${arn}`,
          fix: 'look at what lies in its dead letters, then let SQS move it back: aws sqs start-message-move-task',
        },
      ]
    : []),
  ...readers
    .filter(({ state }) => !/^(?:Enabled|Enabling|Creating|Updating)$/.test(state))
    .map(({ name, state }) => ({
      check: 'function-off',
      why: `the function ${name} does not read from ${arn}: ${state}`,
      fix: `aws lambda list-event-source-mappings --function-name ${name}, then update-event-source-mapping --enabled`,
    })),
  ...readers
    .filter(({ result }) => /^(?:PROBLEM|FAILED)/i.test(result))
    .map(({ name, result }) => ({
      check: 'function-failing',
      why: `the function ${name} could not read from ${arn}: ${result}`,
      fix: `look at its log: aws logs tail /aws/lambda/${name}`,
    })),
]
