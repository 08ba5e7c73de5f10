/** A snapshot of a database: bait for whoever restores one to read it. */
import { z } from 'zod'
import { arnIn, change, content, defineCanary, nameOf, posture } from './define.ts'

const RDS = { service: 'rds' } as const

export const rdsSnapshot = defineCanary({
  kind: 'rds_snapshot',
  title: 'RDS snapshot',
  source: 'rds.amazonaws.com',
  config: z.strictObject({ name: nameOf(/^[a-z](?:-?[a-z0-9]){0,58}$/, 'what the snapshot is called, in lower case') }),
  sees: [
    content('RestoreDBInstanceFromDBSnapshot RestoreDBClusterFromSnapshot CopyDBSnapshot'),
    content('ModifyDBSnapshotAttribute StartExportTask'),
    change('ModifyDBSnapshot DeleteDBSnapshot AddTagsToResource RemoveTagsFromResource'),
    posture('DescribeDBSnapshots DescribeDBSnapshotAttributes ListTagsForResource'),
  ],
  cannotSee: ['What another account makes of a snapshot that was shared with it is in the log of that account.'],
  benign: ['backup.amazonaws.com'],
  place: 'Named as the snapshots of your databases are. A small empty database is made for it, and deleted again.',
  permissions: [
    ...['rds:CreateDBInstance', 'rds:DescribeDBInstances', 'rds:DeleteDBInstance', 'secretsmanager:CreateSecret'],
    ...['rds:CreateDBSnapshot', 'rds:DescribeDBSnapshots', 'rds:DeleteDBSnapshot', 'secretsmanager:TagResource'],
  ],
  /** CloudFormation makes no snapshot, and keeps a database for as long as the stack is there. */
  steps: ({ name }) => {
    const database = { DBInstanceIdentifier: `${name}-db` }
    const snapshot = { DBSnapshotIdentifier: name }
    const drop = { ...database, SkipFinalSnapshot: true, DeleteAutomatedBackups: true }
    const small = { Engine: 'postgres', DBInstanceClass: 'db.t4g.micro', AllocatedStorage: 20, StorageEncrypted: true }
    const access = { MasterUsername: 'postgres', ManageMasterUserPassword: true, PubliclyAccessible: false }
    const removal = { ...RDS, command: 'DeleteDBInstance', input: drop }
    const available = { is: 'available' }
    return [
      {
        name: 'Database',
        call: { ...RDS, command: 'CreateDBInstance', input: { ...database, ...small, ...access } },
        until: {
          ...{ ...RDS, command: 'DescribeDBInstances', input: database },
          ...{ ...available, path: 'DBInstances.DBInstanceStatus' },
        },
        undo: removal,
      },
      {
        name: 'Snapshot',
        call: { ...RDS, command: 'CreateDBSnapshot', input: { ...snapshot, ...database } },
        until: {
          ...{ ...RDS, command: 'DescribeDBSnapshots', input: snapshot },
          ...{ ...available, path: 'DBSnapshots.Status' },
        },
        undo: { ...RDS, command: 'DeleteDBSnapshot', input: snapshot },
      },
      { name: 'Removal', call: removal },
    ]
  },
  names: ({ name }, deployed) => {
    const arn = arnIn(deployed, 'rds', `snapshot:${name}`)
    const identifiers = ['dBSnapshotIdentifier', 'sourceDBSnapshotIdentifier', 'snapshotIdentifier']
    const fields = [...identifiers, 'sourceArn', 'resourceName']
    return { request: fields.map((field) => ({ [field]: [name, arn] })), arns: [arn] }
  },
})
