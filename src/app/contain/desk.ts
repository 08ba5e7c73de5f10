/** Containment over an account in AWS and the store of a configuration. */
import { setTimeout } from 'node:timers/promises'
import { createClients } from '../../aws/clients.ts'
import { partsOf, type Target } from '../../containment/define.ts'
import { actions } from '../../containment/index.ts'
import type { Store } from '../../core/store.ts'
import { UsageError } from '../../core/usage-error.ts'
import type { ContainDesk } from '../../flows/contain/apply.ts'
import type { Plan } from '../../flows/contain/plan.ts'
import { namesIdentity } from '../../notation/identity.ts'
import { settingsOf } from '../alerting/settings.ts'
import { accountIn, callerIn } from '../canaries/account.ts'
import { openChecked } from '../config/open-config.ts'

export interface AtContain extends ContainDesk {
  /** The account that the credentials are of. */
  readonly id: string
  readonly partition: string
  /** Also of alerts. */
  readonly store: Store
  /** @throws UsageError for a plan of another account */
  readonly refuseOther: (plan: Plan) => void
  /** @throws UsageError for a target that is not to be touched */
  readonly guard: (targets: readonly Target[]) => void
}

/** IAM has one endpoint for all Regions; STS wants one to be named. */
const REGION = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? 'us-east-1'

/** @throws AccountError without credentials, UsageError, StoreError */
export const atContain = async <Result>(
  config: string | undefined,
  onNote: (note: string) => void,
  work: (desk: AtContain) => Promise<Result>,
): Promise<Result> => {
  const clients = createClients()
  const wait = async (milliseconds: number): Promise<void> => void (await setTimeout(milliseconds))
  try {
    const opened = (await openChecked(config)).config
    const caller = await callerIn(clients, REGION)
    const store = await settingsOf(opened).store.open()
    try {
      const { account, partition } = caller.where
      const desk = { store, account: accountIn(clients, REGION, wait), actions, by: caller.arns[0] ?? '', onNote, wait }
      return await work({
        ...desk,
        now: Date.now,
        id: account,
        partition,
        refuseOther: (plan) => refuseOther(plan, account),
        guard: (targets) => guard(targets, caller.arns, opened?.contain?.protected ?? []),
      })
    } finally {
      await store.close()
    }
  } finally {
    clients.close()
  }
}

/** Whoever contains may not shut itself out, nor what the configuration protects. */
const guard = (targets: readonly Target[], arns: readonly string[], kept: readonly string[]): void => {
  for (const target of targets) {
    const { partition, account } = target
    const [own, who] = identityOf(target)
    if (arns.some((arn) => arn.includes(`:${own}/`) && arn.split('/').at(-1) === who))
      throw new UsageError(`${own} ${who} is who you are: it would shut you out. --i-know does it all the same`)
    if (kept.some((pattern) => namesIdentity(pattern, `arn:${partition}:iam::${account}:${own}/${who}`)))
      throw new UsageError(
        `${own} ${who} is protected by [contain] of the configuration. --i-know does it all the same`,
      )
  }
}

/** Whose a target is: a user, a role or a group; of anything else its name is nobody's. */
const identityOf = (target: Target): readonly [string, string] => {
  if (target.kind === 'key') return ['user', target.of ?? '']
  const [kind = ''] = /(?:user|role|group)$/.exec(target.kind) ?? []
  return [kind, partsOf(target)[0]]
}

const refuseOther = ({ id, account }: Plan, own: string): void => {
  if (account !== own) throw new UsageError(`plan ${id} is of account ${account}, and these credentials are of ${own}`)
}
