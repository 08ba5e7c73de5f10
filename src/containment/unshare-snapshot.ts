/** A snapshot of a volume that an intruder shared is shared with them no more. */
import { text } from '../core/json.ts'
import { callsAt, defineAction, objectsIn } from './define.ts'
import { ofGroups, unshared } from './unshared.ts'

const Attribute = 'createVolumePermission'

export const unshareSnapshot = defineAction({
  action: 'unshare-snapshot',
  title: 'Share the snapshot no more',
  targets: ['shared snapshot'],
  permissions: ['ec2:DescribeSnapshotAttribute', 'ec2:ModifySnapshotAttribute'],
  plan: async (target, get) => {
    const about = { SnapshotId: target.name, Attribute }
    const answer = await get('ec2', 'DescribeSnapshotAttribute', about, target.region)
    const shared = objectsIn(answer, 'CreateVolumePermissions').flatMap(
      (one) => text(one, 'UserId') ?? text(one, 'Group') ?? [],
    )
    const call = callsAt('ec2', target)
    return unshared(shared, target.added ?? [], (OperationType, whom) => {
      const { groups, accounts } = ofGroups(whom)
      return call('ModifySnapshotAttribute', {
        ...about,
        OperationType,
        ...(accounts.length > 0 && { UserIds: accounts }),
        ...(groups.length > 0 && { GroupNames: groups }),
      })
    })
  },
})
