/** The calls to Amazon EC2. */
export {
  AuthorizeSecurityGroupIngressCommand as AuthorizeSecurityGroupIngress,
  CreateSnapshotCommand as CreateSnapshot,
  DeleteSnapshotCommand as DeleteSnapshot,
  DeregisterImageCommand as DeregisterImage,
  DescribeImageAttributeCommand as DescribeImageAttribute,
  DescribeImagesCommand as DescribeImages,
  DescribeSecurityGroupRulesCommand as DescribeSecurityGroupRules,
  DescribeSnapshotAttributeCommand as DescribeSnapshotAttribute,
  DescribeSnapshotsCommand as DescribeSnapshots,
  EC2Client as Client,
  ModifyImageAttributeCommand as ModifyImageAttribute,
  ModifySnapshotAttributeCommand as ModifySnapshotAttribute,
  RegisterImageCommand as RegisterImage,
  RevokeSecurityGroupIngressCommand as RevokeSecurityGroupIngress,
} from '@aws-sdk/client-ec2'
