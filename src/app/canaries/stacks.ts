/** Stacks of CloudFormation by change sets: looked at once nothing is under way, proposed, executed, removed. */
import type { Clients, Command, CommandInput, CommandOutput } from '../../aws/clients.ts'
import { isObject, type Json, type JsonObject } from '../../core/json.ts'
import { AccountError, type DecoyAccount, type Stack, type StackChange } from '../../flows/canary/account.ts'
import { accountError, refusalIn } from './refusal-of.ts'

/** Milliseconds between two looks. */
const LOOK_EVERY = 2_000
/** A stack in these states holds nothing, and cannot be updated ("View stack information", CloudFormation User Guide). */
const NEVER_MADE = ['REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE', 'ROLLBACK_FAILED']

/** Of a change set: the stack, or the change set itself, has gone its way since. */
const OVERTAKEN = /InvalidChangeSetStatus|ChangeSetNotFound|does not exist/

/** "StackResourceDriftStatus" (CloudFormation API reference, "StackResourceDrift"). */
const DRIFTS: Readonly<Record<string, 'same' | 'changed' | 'gone'>> = {
  IN_SYNC: 'same',
  MODIFIED: 'changed',
  DELETED: 'gone',
}

interface Status {
  readonly status: string
  readonly reason: string
}

/** @throws AccountError, from every function */
export const stacksIn = (
  { call }: Clients,
  region: string,
  wait: (milliseconds: number) => Promise<void>,
): Omit<DecoyAccount, 'call'> => {
  const ask = <C extends Command<'cloudformation'>>(
    command: C,
    input: CommandInput<'cloudformation', C>,
  ): Promise<CommandOutput<'cloudformation', C>> =>
    call('cloudformation', command, input, { region }).catch((error: unknown) => {
      throw accountError(command, error)
    })

  /** Once nothing is under way. @returns undefined when there is none */
  const settled = async (StackName: string): Promise<Status | undefined> => {
    for (;;) {
      const { Stacks = [] } = await ask('DescribeStacks', { StackName }).catch(unlessGone({ Stacks: [] }))
      const { StackStatus: status = 'DELETE_COMPLETE', StackStatusReason: reason = '' } = Stacks[0] ?? {}
      if (status === 'DELETE_COMPLETE') return undefined
      if (!status.endsWith('_IN_PROGRESS') || NEVER_MADE.includes(status)) return { status, reason }
      await wait(LOOK_EVERY)
    }
  }

  const resourcesOf = async (StackName: string): Promise<Stack['ids']> => {
    const ids: Record<string, string> = {}
    for (let NextToken: string | undefined; ; ) {
      const page = await ask('ListStackResources', { StackName, NextToken })
      for (const { LogicalResourceId, PhysicalResourceId, ResourceStatus } of page.StackResourceSummaries ?? [])
        if (LogicalResourceId && PhysicalResourceId && ResourceStatus !== 'DELETE_COMPLETE')
          ids[LogicalResourceId] = PhysicalResourceId
      NextToken = page.NextToken
      if (NextToken === undefined) return ids
    }
  }

  const changesOf = async (StackName: string, ChangeSetName: string): Promise<readonly StackChange[]> => {
    const changes: StackChange[] = []
    for (let NextToken: string | undefined; ; ) {
      const page = await ask('DescribeChangeSet', { StackName, ChangeSetName, NextToken })
      if (page.Status?.endsWith('_PENDING') || page.Status?.endsWith('_IN_PROGRESS')) {
        await wait(LOOK_EVERY)
        continue
      }
      const { StatusReason: reason = '' } = page
      if (page.Status === 'FAILED' && /didn't contain changes|no updates/i.test(reason)) return []
      if (page.Status === 'FAILED') throw new AccountError(refusalIn(reason), `stack ${StackName}: ${reason}`)
      for (const { ResourceChange: { Action = '', LogicalResourceId = '', ResourceType = '' } = {} } of page.Changes ??
        [])
        changes.push({ action: Action, logicalId: LogicalResourceId, type: ResourceType })
      NextToken = page.NextToken
      if (NextToken === undefined) return changes
    }
  }

  const discard: DecoyAccount['discard'] = async (StackName, begins) => {
    const { Summaries = [] } = await ask('ListChangeSets', { StackName }).catch(unlessGone({ Summaries: [] }))
    for (const { ChangeSetName = '', ExecutionStatus } of Summaries)
      if (ChangeSetName.startsWith(begins) && ExecutionStatus !== 'EXECUTE_COMPLETE')
        await ask('DeleteChangeSet', { StackName, ChangeSetName }).catch(unlessGone(undefined))
  }

  /** What went wrong first: the rest follows from it. */
  const failureOf = async (StackName: string, { status, reason }: Status): Promise<AccountError> => {
    const { StackEvents = [] } = await ask('DescribeStackEvents', { StackName })
    const own = StackEvents.filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED')).at(-1)
    const words = own ? `${own.LogicalResourceId}: ${own.ResourceStatusReason}` : `${status} ${reason}`.trim()
    return new AccountError(refusalIn(words), `stack ${StackName}: ${words}`)
  }

  const removeStack: DecoyAccount['removeStack'] = async (StackName) => {
    await ask('DeleteStack', { StackName })
    const left = await settled(StackName)
    if (left) throw await failureOf(StackName, left)
  }

  return {
    discard,
    removeStack,
    stack: async (StackName) => {
      const state = await settled(StackName)
      if (!state) return undefined
      if (NEVER_MADE.includes(state.status)) return { template: {}, ids: {} }
      const { TemplateBody } = await ask('GetTemplate', { StackName })
      return { template: parsed(StackName, TemplateBody), ids: await resourcesOf(StackName) }
    },
    propose: async (StackName, ChangeSetName, template) => {
      const state = await settled(StackName)
      const isMade = state !== undefined && !NEVER_MADE.includes(state.status)
      if (state && !isMade) await removeStack(StackName)
      await ask('CreateChangeSet', {
        ...{ StackName, ChangeSetName, TemplateBody: JSON.stringify(template) },
        ChangeSetType: isMade ? 'UPDATE' : 'CREATE',
        Capabilities: ['CAPABILITY_NAMED_IAM'],
      })
      return changesOf(StackName, ChangeSetName)
    },
    compare: async (StackName, LogicalResourceId) => {
      const { StackResourceDrift } = await ask('DetectStackResourceDrift', { StackName, LogicalResourceId })
      const found = DRIFTS[StackResourceDrift?.StackResourceDriftStatus ?? '']
      if (found) return found
      throw new AccountError('other', `stack ${StackName}: CloudFormation does not compare ${LogicalResourceId}`)
    },
    execute: async (StackName, ChangeSetName) => {
      const isOvertaken = await ask('ExecuteChangeSet', { StackName, ChangeSetName }).then(
        () => false,
        (error: unknown) => {
          if (error instanceof AccountError && OVERTAKEN.test(error.message)) return true
          throw error
        },
      )
      if (isOvertaken) return 'overtaken'
      const state = await settled(StackName)
      if (state && /^(CREATE|UPDATE)_COMPLETE$/.test(state.status)) return 'done'
      throw state ? await failureOf(StackName, state) : new AccountError('gone', `stack ${StackName} is gone`)
    },
  }
}

const unlessGone =
  <Value>(value: Value) =>
  (error: unknown): Value => {
    if (error instanceof AccountError && error.refusal === 'gone') return value
    throw error
  }

/** @throws AccountError */
const parsed = (name: string, body: unknown): JsonObject => {
  try {
    const template: Json = typeof body === 'string' ? JSON.parse(body) : body
    if (isObject(template)) return template
  } catch {}
  throw new AccountError(
    'other',
    `stack ${name}: its template is no JSON, so it is not one of ours: name another with --stack`,
  )
}
