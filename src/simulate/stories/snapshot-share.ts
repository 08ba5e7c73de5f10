/** Disks and databases leave as snapshots and images that are shared with a foreign account. */
import { FOREIGN_ACCOUNT, HOME } from '../company.ts'
import { hex } from '../random.ts'
import { defineStory } from './stage.ts'

export const snapshotShare = defineStory({
  name: 'snapshot-share',
  title: 'Snapshots and an image are shared with a foreign account',
  describes:
    "A stolen Administrator session takes fresh snapshots of a volume and of the orders database, and shares them and the server image with an account that is not the company's.",
  play: (stage) => {
    const { prod, people } = stage.company
    const admin = people.find((person) => person.permissionSet === 'Administrator')
    if (!admin) throw new RangeError('the company has no administrator')
    const role = `aws-reserved/sso.amazonaws.com/${HOME}/${stage.company.ssoRole(prod, 'Administrator')}`
    const thief = stage.session(prod, role, `${admin.name}@example.com`, stage.address())
    const volume = `vol-0${hex(stage.from, 16)}`
    const snapshot = `snap-0${hex(stage.from, 16)}`
    const database = 'orders-copy'

    stage.step(thief, 'sts.GetCallerIdentity')
    stage.step(thief, 'ec2.DescribeVolumes', { request: { volumeSet: {}, filterSet: {} } })
    stage.step(thief, 'rds.DescribeDBInstances')
    stage.step(thief, 'ec2.CreateSnapshot', {
      request: { volumeId: volume },
      response: (now) => ({
        snapshotId: snapshot,
        volumeId: volume,
        status: 'pending',
        startTime: now * 1000,
        ownerId: prod.id,
        volumeSize: '200',
        encrypted: false,
      }),
    })
    stage.step(thief, 'ec2.ModifySnapshotAttribute', {
      after: 400,
      request: {
        snapshotId: snapshot,
        createVolumePermission: { add: { items: [{ userId: FOREIGN_ACCOUNT }] } },
        attributeType: 'CREATE_VOLUME_PERMISSION',
      },
      response: { _return: true },
      touches: [`arn:aws:ec2:${HOME}::snapshot/${snapshot}`],
    })
    stage.step(thief, 'ec2.ModifyImageAttribute', {
      request: {
        imageId: prod.image,
        attributeType: 'launchPermission',
        launchPermission: { add: { items: [{ userId: FOREIGN_ACCOUNT }] } },
      },
      response: { _return: true },
      touches: [`arn:aws:ec2:${HOME}::image/${prod.image}`],
    })
    const arn = `arn:aws:rds:${HOME}:${prod.id}:snapshot:${database}`
    stage.step(thief, 'rds.CreateDBSnapshot', {
      request: { dBInstanceIdentifier: 'orders', dBSnapshotIdentifier: database },
      response: {
        dBSnapshotIdentifier: database,
        dBInstanceIdentifier: 'orders',
        engine: 'postgres',
        engineVersion: '16.8',
        allocatedStorage: 400,
        status: 'creating',
        port: 5432,
        masterUsername: 'orders',
        snapshotType: 'manual',
        percentProgress: 0,
        storageType: 'gp3',
        encrypted: false,
        dBSnapshotArn: arn,
      },
    })
    stage.step(thief, 'rds.ModifyDBSnapshotAttribute', {
      after: 700,
      request: { dBSnapshotIdentifier: database, attributeName: 'restore', valuesToAdd: [FOREIGN_ACCOUNT] },
      response: {
        dBSnapshotIdentifier: database,
        dBSnapshotAttributes: [{ attributeName: 'restore', attributeValues: [FOREIGN_ACCOUNT] }],
      },
      touches: [arn],
    })
  },
})
