/** A snapshot of a database that an intruder shared is shared with them no more. */
import { child, text } from '../core/json.ts'
import { callsAt, defineAction, objectsIn } from './define.ts'
import { unshared } from './unshared.ts'

const AttributeName = 'restore'

export const unshareDbSnapshot = defineAction({
  action: 'unshare-db-snapshot',
  title: 'Share the database snapshot no more',
  targets: ['shared database snapshot'],
  permissions: ['rds:DescribeDBSnapshotAttributes', 'rds:ModifyDBSnapshotAttribute'],
  plan: async (target, get) => {
    const about = { DBSnapshotIdentifier: target.name }
    const answer = await get('rds', 'DescribeDBSnapshotAttributes', about, target.region)
    const attributes = objectsIn(child(answer, 'DBSnapshotAttributesResult'), 'DBSnapshotAttributes')
    const values = attributes.find((one) => text(one, 'AttributeName') === AttributeName)?.AttributeValues
    const shared = (Array.isArray(values) ? values : []).map(String)
    const call = callsAt('rds', target)
    return unshared(shared, target.added ?? [], (verb, whom) =>
      call('ModifyDBSnapshotAttribute', {
        ...about,
        AttributeName,
        [verb === 'add' ? 'ValuesToAdd' : 'ValuesToRemove']: whom,
      }),
    )
  },
})
