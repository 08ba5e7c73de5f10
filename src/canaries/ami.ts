/** An image of a machine: bait for whoever starts or copies images to look inside. */
import { z } from 'zod'
import { change, content, defineCanary, nameOf, posture } from './define.ts'
import { SNAPSHOT_TOUCHES, snapshotArns, snapshotFields, snapshotStep, volume } from './volume.ts'

/** EC2 writes the request of a denied call too. */
const REQUEST = { denied: 'request' } as const

export const ami = defineCanary({
  kind: 'ami',
  title: 'Machine image (AMI)',
  source: 'ec2.amazonaws.com',
  isGlobal: true,
  config: z.strictObject({ name: nameOf(/^[\w ()[\]./'@-]{3,128}$/, 'what the image is called') }),
  sees: [
    content('RunInstances RequestSpotInstances CreateLaunchTemplate CreateLaunchTemplateVersion CopyImage', REQUEST),
    content('ModifyImageAttribute ResetImageAttribute ExportImage CreateStoreImageTask', REQUEST),
    change('DeregisterImage RegisterImage', REQUEST),
    ...SNAPSHOT_TOUCHES,
    posture('DescribeImages DescribeImageAttribute', REQUEST),
  ],
  cannotSee: [
    'Blocks of its snapshot that are read through EBS direct APIs are data events.',
    'What another account makes of an image that was shared with it is in the log of that account.',
  ],
  benign: ['backup.amazonaws.com', 'dlm.amazonaws.com', 'inspector2.amazonaws.com', 'guardduty.amazonaws.com'],
  place: 'Named as the images of a service that matters are.',
  permissions: [
    ...['ec2:CreateVolume', 'ec2:DeleteVolume', 'ec2:DescribeVolumes', 'ec2:CreateSnapshot', 'ec2:DescribeSnapshots'],
    ...['ec2:DeleteSnapshot', 'ec2:RegisterImage', 'ec2:DeregisterImage', 'ec2:CreateTags'],
  ],
  resources: ({ name }) => volume(name),
  steps: ({ name }, deployed) => {
    const { Snapshot = '', Image } = deployed.ids
    const BlockDeviceMappings = [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: Snapshot } }]
    return [
      snapshotStep(name, deployed),
      {
        name: 'Image',
        call: {
          ...{ service: 'ec2', command: 'RegisterImage' },
          input: {
            ...{ Name: name, Architecture: 'x86_64', VirtualizationType: 'hvm', EnaSupport: true },
            ...{ RootDeviceName: '/dev/xvda', BlockDeviceMappings },
          },
        },
        id: 'ImageId',
        look: {
          ...{ service: 'ec2', command: 'DescribeImages' },
          input: { Owners: ['self'], Filters: [{ Name: 'name', Values: [name] }] },
          ids: 'Images.ImageId',
        },
        ...(Image !== undefined && {
          undo: { service: 'ec2', command: 'DeregisterImage', input: { ImageId: Image } },
        }),
      },
    ]
  },
  names: (_, deployed) => {
    const { partition, region, ids } = deployed
    const { Image } = ids
    const snapshot = snapshotArns(deployed)
    const fields = [
      ...['imageId', 'sourceImageId', 'imagesSet.items.imageId', 'instancesSet.items.imageId'],
      ...['CreateLaunchTemplateRequest', 'CreateLaunchTemplateVersionRequest'].map(
        (request) => `${request}.LaunchTemplateData.ImageId`,
      ),
      'launchSpecification.imageId',
    ]
    return {
      request: [...fields.map((field) => ({ [field]: [Image] })), ...snapshotFields(deployed)],
      arns: [Image && `arn:${partition}:ec2:${region}::image/${Image}`, ...snapshot],
      logged: snapshot,
    }
  },
  touch: ({ name }, { region, ids: { Image = '' } }) => ({
    ...{ service: 'ec2', command: 'CopyImage' },
    input: { SourceRegion: region, SourceImageId: Image, Name: `${name} copy`, DryRun: true },
  }),
})
