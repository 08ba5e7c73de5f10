/** A snapshot: bait for whoever copies disks to read them elsewhere. */
import { z } from 'zod'
import { change, content, defineCanary, nameOf, posture } from './define.ts'
import { snapshotStep, volume } from './volume.ts'

/** EC2 writes the request of a denied call too. */
const REQUEST = { denied: 'request' } as const

export const ebsSnapshot = defineCanary({
  kind: 'ebs_snapshot',
  title: 'EBS snapshot',
  source: 'ec2.amazonaws.com',
  isGlobal: true,
  config: z.strictObject({ name: nameOf(/^[\w .:/=+@-]{1,255}$/, 'its description and its Name') }),
  sees: [
    content('CreateVolume CopySnapshot ModifySnapshotAttribute RegisterImage RunInstances', REQUEST),
    content('ModifySnapshotTier RestoreSnapshotTier EnableFastSnapshotRestores', REQUEST),
    content('GetSnapshotBlock ListSnapshotBlocks ListChangedBlocks', {
      ...{ source: 'ebs.amazonaws.com', data: 'AWS::EC2::Snapshot' },
    }),
    change('DeleteSnapshot', REQUEST),
    posture('DescribeSnapshots DescribeSnapshotAttribute', REQUEST),
  ],
  cannotSee: [
    'Blocks that are read through EBS direct APIs are data events.',
    'What another account makes of a snapshot that was shared with it is in the log of that account; that it was shared is in yours.',
  ],
  benign: ['backup.amazonaws.com', 'dlm.amazonaws.com', 'inspector2.amazonaws.com', 'guardduty.amazonaws.com'],
  place: 'Named as the snapshots of a database or of a domain controller are.',
  permissions: [
    ...['ec2:CreateVolume', 'ec2:DeleteVolume', 'ec2:DescribeVolumes', 'ec2:CreateSnapshot', 'ec2:DescribeSnapshots'],
    ...['ec2:DeleteSnapshot', 'ec2:CreateTags'],
  ],
  resources: ({ name }) => volume(name),
  steps: ({ name }, deployed) => [snapshotStep(name, deployed)],
  names: (_, { partition, region, ids: { Snapshot } }) => ({
    request: [
      ...['snapshotId', 'sourceSnapshotId', 'firstSnapshotId', 'secondSnapshotId', 'snapshotSet.items.snapshotId'],
      ...['blockDeviceMapping.items.ebs.snapshotId', 'sourceSnapshotIds'],
    ].map((field) => ({ [field]: [Snapshot] })),
    arns: [Snapshot && `arn:${partition}:ec2:${region}::snapshot/${Snapshot}`],
  }),
})
