/** The calls to Amazon RDS. */
export {
  CreateDBInstanceCommand as CreateDBInstance,
  CreateDBSnapshotCommand as CreateDBSnapshot,
  DeleteDBInstanceCommand as DeleteDBInstance,
  DeleteDBSnapshotCommand as DeleteDBSnapshot,
  DescribeDBInstancesCommand as DescribeDBInstances,
  DescribeDBSnapshotAttributesCommand as DescribeDBSnapshotAttributes,
  DescribeDBSnapshotsCommand as DescribeDBSnapshots,
  ModifyDBSnapshotAttributeCommand as ModifyDBSnapshotAttribute,
  RDSClient as Client,
} from '@aws-sdk/client-rds'
