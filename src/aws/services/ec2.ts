/** The calls to Amazon EC2. */
export {
  CreateSnapshotCommand as CreateSnapshot,
  DeleteSnapshotCommand as DeleteSnapshot,
  DeregisterImageCommand as DeregisterImage,
  DescribeImagesCommand as DescribeImages,
  DescribeSnapshotsCommand as DescribeSnapshots,
  EC2Client as Client,
  RegisterImageCommand as RegisterImage,
} from '@aws-sdk/client-ec2'
