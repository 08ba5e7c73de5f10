/** The calls to Amazon RDS. */
export {
  CreateDBInstanceCommand as CreateDBInstance,
  CreateDBSnapshotCommand as CreateDBSnapshot,
  DeleteDBInstanceCommand as DeleteDBInstance,
  DeleteDBSnapshotCommand as DeleteDBSnapshot,
  DescribeDBInstancesCommand as DescribeDBInstances,
  DescribeDBSnapshotsCommand as DescribeDBSnapshots,
  RDSClient as Client,
} from '@aws-sdk/client-rds'
