/** An empty volume and its snapshot: what decoy snapshots and images are made of. */
import type { Deployed, Fields, Fragment, Marks, Step, Touch } from './canary.ts'
import { change, content, posture } from './define.ts'

/** EC2 writes the request of a denied call too. */
const REQUEST = { denied: 'request' } as const

/** Without RegisterImage: of an image it is how it was made, of a snapshot it is a use. */
export const SNAPSHOT_TOUCHES: readonly Touch[] = [
  content('CreateVolume CopySnapshot ModifySnapshotAttribute ResetSnapshotAttribute', REQUEST),
  content('ModifySnapshotTier RestoreSnapshotTier EnableFastSnapshotRestores LockSnapshot UnlockSnapshot', REQUEST),
  content('GetSnapshotBlock ListSnapshotBlocks ListChangedBlocks', {
    ...{ source: 'ebs.amazonaws.com', data: 'AWS::EC2::Snapshot' },
  }),
  change('DeleteSnapshot', REQUEST),
  posture('DescribeSnapshots DescribeSnapshotAttribute', REQUEST),
]

/** How a call of EC2 or of EBS direct APIs names a snapshot, one field each. Newer calls have a request of their own name. */
export const snapshotFields = ({ ids: { Snapshot } }: Deployed): readonly Fields[] =>
  [
    ...['snapshotId', 'sourceSnapshotId', 'firstSnapshotId', 'secondSnapshotId', 'snapshotSet.items.snapshotId'],
    ...['blockDeviceMapping.items.ebs.snapshotId', 'sourceSnapshotIds'],
    ...['ModifySnapshotTier', 'RestoreSnapshotTier', 'LockSnapshot', 'UnlockSnapshot'].map(
      (call) => `${call}Request.SnapshotId`,
    ),
    'EnableFastSnapshotRestoresRequest.SourceSnapshotId.content',
  ].map((field) => ({ [field]: [Snapshot] }))

export const snapshotArns = ({ partition, region, ids: { Snapshot } }: Deployed): Marks => [
  Snapshot && `arn:${partition}:ec2:${region}::snapshot/${Snapshot}`,
]

const named = (name: string) => [{ Key: 'Name', Value: name }]

/** A gigabyte; it may go as soon as the snapshot is there, but a stack keeps what it made. */
export const volume = (name: string): Fragment => ({
  Volume: {
    Type: 'AWS::EC2::Volume',
    Properties: {
      ...{ AvailabilityZone: { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, Size: 1, VolumeType: 'gp3', Encrypted: true },
      Tags: named(name),
    },
  },
})

/** CloudFormation makes no snapshot. */
export const snapshotStep = (name: string, { ids: { Volume, Snapshot } }: Deployed): Step => ({
  name: 'Snapshot',
  call: {
    ...{ service: 'ec2', command: 'CreateSnapshot' },
    input: {
      VolumeId: Volume ?? '',
      Description: name,
      TagSpecifications: [{ ResourceType: 'snapshot', Tags: named(name) }],
    },
  },
  id: 'SnapshotId',
  look: {
    ...{ service: 'ec2', command: 'DescribeSnapshots' },
    input: { OwnerIds: ['self'], Filters: [{ Name: 'volume-id', Values: [Volume ?? ''] }] },
    ids: 'Snapshots.SnapshotId',
  },
  ...(Snapshot !== undefined && {
    until: {
      ...{ service: 'ec2', command: 'DescribeSnapshots', input: { SnapshotIds: [Snapshot] } },
      ...{ path: 'Snapshots.0.State', is: 'completed' },
    },
    undo: { service: 'ec2', command: 'DeleteSnapshot', input: { SnapshotId: Snapshot } },
  }),
})
