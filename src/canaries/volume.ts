/** An empty volume and its snapshot: what decoy snapshots and images are made of. */
import type { Deployed, Fragment, Step } from './canary.ts'

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
