/** An account in memory: stacks with change sets, users with keys, and things that are made by one call. */
import { isObject, type JsonObject } from '../../core/json.ts'
import { AccountError, type DecoyAccount } from '../canary/account.ts'
import { resourcesIn } from '../canary/stack.ts'

interface FakeStack {
  template: JsonObject
  /** Rises with every change. */
  version: number
  readonly changeSets: Map<string, { readonly template: JsonObject; readonly base: number }>
}

export interface FakeAccount extends DecoyAccount {
  /** Everything that is there, by what it is called. */
  readonly things: () => readonly string[]
  /** Access key id -> its secret. */
  readonly keys: ReadonlyMap<string, string>
  /** Logical id -> what somebody else did to it. */
  readonly tampered: Map<string, 'changed' | 'gone'>
  /** Access key id -> when AWS says that it was last used, ISO 8601. */
  readonly used: Map<string, string>
  /** Calls that change something, so far. */
  readonly changes: () => number
}

/** @param refuse what AWS says no to */
export const fakeAccount = (refuse: (command: string) => AccountError | undefined = () => undefined): FakeAccount => {
  const stacks = new Map<string, FakeStack>()
  const keys = new Map<string, string>()
  const tampered = new Map<string, 'changed' | 'gone'>()
  const used = new Map<string, string>()
  /** By id: of what it is made. */
  const things = new Map<string, string>()
  let serial = 0
  let changes = 0
  let looks = 0

  /** IAM writes resources into the stack's account: a user that is gone has no keys to list. */
  const users = (): readonly string[] =>
    [...stacks.values()].flatMap(({ template }) =>
      Object.values(resourcesIn({ template })).flatMap((one) =>
        isObject(one) && isObject(one.Properties) && one.Properties.UserName ? [String(one.Properties.UserName)] : [],
      ),
    )

  const make = (name: string, of: unknown): string => {
    const id = `${name}-${++serial}`
    things.set(id, String(of))
    return id
  }
  const made = (name: string, of: unknown): readonly string[] =>
    [...things].filter(([id, its]) => id.startsWith(name) && its === of).map(([id]) => id)
  const drop = (id: string): JsonObject => {
    if (!things.delete(id)) throw new AccountError('gone', `${id} is not there`)
    return {}
  }
  const commands: Readonly<Record<string, (input: JsonObject) => JsonObject>> = {
    CreateAccessKey: ({ UserName }) => {
      if (!users().includes(String(UserName))) throw new AccountError('gone', `no user ${String(UserName)}`)
      if (keys.size >= 2) throw new AccountError('quota', 'two keys at most')
      const AccessKeyId = `AKIA${++serial}`
      keys.set(AccessKeyId, `secret of ${AccessKeyId}`)
      return { AccessKey: { AccessKeyId, SecretAccessKey: keys.get(AccessKeyId) ?? '' } }
    },
    DeleteAccessKey: ({ AccessKeyId }) => {
      if (!keys.delete(String(AccessKeyId))) throw new AccountError('gone', 'no such key')
      return {}
    },
    GetAccessKeyLastUsed: ({ AccessKeyId }) => {
      const LastUsedDate = used.get(String(AccessKeyId))
      return { AccessKeyLastUsed: { ServiceName: 'N/A', ...(LastUsedDate !== undefined && { LastUsedDate }) } }
    },
    ListAccessKeys: () => ({ AccessKeyMetadata: [...keys.keys()].map((AccessKeyId) => ({ AccessKeyId })) }),
    CreateSnapshot: ({ VolumeId }) => ({ SnapshotId: make('snapshot', VolumeId) }),
    DescribeSnapshots: ({ VolumeId }) => {
      // Not at the first look.
      const State = looks++ % 2 === 0 ? 'pending' : 'completed'
      return { Snapshots: made('snapshot', VolumeId).map((SnapshotId) => ({ SnapshotId, State })) }
    },
    DeleteSnapshot: ({ SnapshotId }) => {
      if (made('image', SnapshotId).length > 0) throw new AccountError('other', 'an image is made of it')
      return drop(String(SnapshotId))
    },
    RegisterImage: ({ SnapshotId }) => ({ Images: [{ Id: make('image', SnapshotId) }] }),
    DescribeImages: ({ SnapshotId }) => ({ Images: made('image', SnapshotId).map((Id) => ({ Id })) }),
    DeregisterImage: ({ ImageId }) => drop(String(ImageId)),
    PutObject: ({ Key }) => {
      if (things.has(String(Key))) throw new AccountError('taken', 'it is there already')
      things.set(String(Key), 'object')
      return {}
    },
    DeleteObject: ({ Key }) => {
      things.delete(String(Key))
      return {}
    },
  }

  return {
    keys,
    tampered,
    used,
    changes: () => changes,
    things: () => [
      ...things.keys(),
      ...keys.keys(),
      ...[...stacks].flatMap(([name, { template, changeSets }]) => [
        `stack ${name}`,
        ...Object.keys(resourcesIn({ template })),
        ...changeSets.keys(),
      ]),
    ],
    call: async ({ command, input }) => {
      const refusal = refuse(command)
      if (refusal) throw refusal
      if (!/^(Get|List|Describe)/.test(command)) changes++
      return commands[command]?.(input) ?? {}
    },
    stack: async (name) => {
      const stack = stacks.get(name)
      const ids = Object.keys(resourcesIn(stack)).map((id) => [id, `${id}-id`])
      return stack && { template: stack.template, ids: Object.fromEntries(ids) }
    },
    propose: async (name, changeSet, template) => {
      changes++
      const stack = stacks.get(name) ?? { template: {}, version: 0, changeSets: new Map() }
      stacks.set(name, stack)
      stack.changeSets.set(changeSet, { template, base: stack.version })
      const [before, after] = [Object.keys(resourcesIn(stack)), Object.keys(resourcesIn({ template }))]
      const line = (action: string) => (logicalId: string) => ({ action, logicalId, type: 'AWS::Fake::Thing' })
      return [
        ...after.filter((id) => !before.includes(id)).map(line('Add')),
        ...before.filter((id) => !after.includes(id)).map(line('Remove')),
      ]
    },
    execute: async (name, changeSet) => {
      const refusal = refuse('ExecuteChangeSet')
      if (refusal) throw refusal
      changes++
      const stack = stacks.get(name)
      const proposed = stack?.changeSets.get(changeSet)
      if (!stack || proposed?.base !== stack.version) return 'overtaken'
      stack.template = proposed.template
      stack.version++
      stack.changeSets.clear()
      return 'done'
    },
    compare: async (_, logicalId) => tampered.get(logicalId) ?? 'same',
    discard: async (name, begins) => {
      const changeSets = stacks.get(name)?.changeSets
      for (const one of changeSets?.keys() ?? []) if (one.startsWith(begins)) changeSets?.delete(one)
    },
    removeStack: async (name) => {
      changes++
      stacks.delete(name)
    },
  }
}
