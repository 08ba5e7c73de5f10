/** Findings for tests: one that is whole, and what differs from it. */
import { type Finding, NO_CONTEXT } from '../../core/finding.ts'

type Changes = Partial<Omit<Finding, 'rule' | 'event' | 'principal'>> & {
  readonly rule?: Partial<Finding['rule']>
  readonly event?: Partial<Finding['event']>
  readonly principal?: Partial<Finding['principal']>
}

export const aFinding = ({ rule, event, principal, ...changes }: Changes = {}): Finding => {
  const id = event?.id ?? 'e-1'
  return {
    rule: {
      id: 'logging-stopped',
      title: 'Logging was stopped',
      level: 'high',
      status: 'stable',
      tags: ['attack.t1685.002'],
      language: 'sigma',
      ...rule,
    },
    level: rule?.level ?? 'high',
    event: {
      id,
      time: '2026-03-04T02:14:09Z',
      accountId: '123456789012',
      region: 'eu-west-1',
      source: 'cloudtrail.amazonaws.com',
      name: 'StopLogging',
      errorCode: null,
      ...event,
    },
    principal: {
      kind: 'AssumedRole',
      identity: `arn:aws:iam::123456789012:role/${principal?.name ?? 'Developer'}`,
      name: 'Developer',
      arn: 'arn:aws:sts::123456789012:assumed-role/Developer/dana',
      principalId: null,
      accountId: '123456789012',
      accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
      session: 'dana',
      ...principal,
    },
    who: 'dana (role Developer)',
    sourceIp: '198.51.100.7',
    tool: 'aws-cli 2.15.0',
    context: NO_CONTEXT,
    message: 'dana (role Developer) stopped logging on trail org-trail',
    annotation: null,
    eventIds: [id],
    group: null,
    file: 'log.json.gz',
    ...changes,
  }
}
