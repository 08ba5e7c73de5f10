/** The newest policy that AWS itself attaches to users whose key has leaked. */
import { isDenied } from '../iam/evaluate.ts'
import { LIMITS } from '../iam/policy.ts'
import { defineAction } from './define.ts'
import { newestQuarantine, QUARANTINE_READS } from './newest-quarantine.ts'
import { attachedTo, whyImmutable } from './put-deny.ts'

/** What intruders do and a quarantine may leave open. */
const DANGEROUS = [
  ...[
    'sts:AssumeRole',
    'secretsmanager:GetSecretValue',
    'ssm:GetParameter',
    'kms:Decrypt',
    's3:GetObject',
    's3:PutObject',
  ],
  ...['dynamodb:Scan', 'ec2:CreateSnapshot', 'ec2:ModifySnapshotAttribute', 'rds:ModifyDBSnapshotAttribute'],
  ...[
    'lambda:InvokeFunction',
    'cloudtrail:StopLogging',
    'guardduty:DeleteDetector',
    'iam:DeleteUserPolicy',
    'iam:CreateRole',
  ],
]

export const quarantine = defineAction({
  action: 'quarantine',
  title: 'Quarantine, as AWS does',
  targets: ['user', 'role'],
  permissions: ['User', 'Role']
    .flatMap((kind) => [
      `iam:Get${kind}`,
      `iam:ListAttached${kind}Policies`,
      `iam:Attach${kind}Policy`,
      `iam:Detach${kind}Policy`,
    ])
    .concat(QUARANTINE_READS),
  plan: async (target, get) => {
    const immutable = await whyImmutable(target, get)
    if (immutable !== undefined) return { refused: immutable }
    const newest = await newestQuarantine(get)
    if (newest === undefined) return { refused: 'IAM lists no AWSCompromisedKeyQuarantine policy' }
    const { PolicyArn, policy } = newest
    const kind = target.kind === 'role' ? 'Role' : 'User'
    const attached = await attachedTo(kind, target.name, get)
    const isThere = attached.includes(PolicyArn)
    if (!isThere && attached.length >= LIMITS.attached)
      return { refused: `no room: ${attached.length} managed policies are attached` }
    const calls = (verb: string) =>
      isThere
        ? []
        : [{ service: 'iam', command: `${verb}${kind}Policy`, input: { [`${kind}Name`]: target.name, PolicyArn } }]
    const open = DANGEROUS.filter(
      (action) => !isDenied(policy, { actions: [action], resources: [], context: new Map() }),
    )
    return {
      does: calls('Attach'),
      undoes: calls('Detach'),
      policy,
      stops: [`what ${PolicyArn.split('/').at(-1)} denies: making users and keys, starting instances and the like`],
      doesNotStop: [`everything else, such as ${open.join(', ')}`],
      warnings: isThere ? ['It is attached already: find out by whom, and when.'] : [],
    }
  },
})
