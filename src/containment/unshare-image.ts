/** An image that an intruder shared is shared with them no more. */
import { text } from '../core/json.ts'
import { callsAt, defineAction, objectsIn } from './define.ts'
import { ofGroups, unshared } from './unshared.ts'

const Attribute = 'launchPermission'

export const unshareImage = defineAction({
  action: 'unshare-image',
  title: 'Share the image no more',
  targets: ['shared image'],
  permissions: ['ec2:DescribeImageAttribute', 'ec2:ModifyImageAttribute'],
  plan: async (target, get) => {
    const about = { ImageId: target.name, Attribute }
    const answer = await get('ec2', 'DescribeImageAttribute', about, target.region)
    const shared = objectsIn(answer, 'LaunchPermissions').flatMap(
      (one) => text(one, 'UserId') ?? text(one, 'Group') ?? [],
    )
    const call = callsAt('ec2', target)
    return unshared(shared, target.added ?? [], (OperationType, whom) => {
      const { groups, accounts } = ofGroups(whom)
      return call('ModifyImageAttribute', {
        ...about,
        OperationType,
        ...(accounts.length > 0 && { UserIds: accounts }),
        ...(groups.length > 0 && { UserGroups: groups }),
      })
    })
  },
})
