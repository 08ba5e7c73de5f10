/** A snapshot: bait for whoever copies disks to read them elsewhere. */
import { z } from 'zod'
import { content, defineCanary, nameOf } from './define.ts'
import { SNAPSHOT_TOUCHES, snapshotArns, snapshotFields, snapshotStep, volume } from './volume.ts'

export const ebsSnapshot = defineCanary({
  kind: 'ebs_snapshot',
  title: 'EBS snapshot',
  source: 'ec2.amazonaws.com',
  isGlobal: true,
  config: z.strictObject({ name: nameOf(/^[\w .:/=+@-]{1,255}$/, 'its description and its Name') }),
  sees: [content('RegisterImage RunInstances', { denied: 'request' }), ...SNAPSHOT_TOUCHES],
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
  names: (_, deployed) => ({ request: snapshotFields(deployed), arns: snapshotArns(deployed) }),
  touch: (_, { region, ids: { Snapshot = '' } }) => ({
    ...{ service: 'ec2', command: 'CopySnapshot' },
    input: { SourceRegion: region, SourceSnapshotId: Snapshot, DryRun: true },
  }),
})
