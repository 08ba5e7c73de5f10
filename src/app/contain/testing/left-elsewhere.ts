/** What an intruder leaves in other services, made on moto in one Region. */
import { CreateTrailCommand, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail'
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateSnapshotCommand,
  CreateVolumeCommand,
  DescribeImageAttributeCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSnapshotAttributeCommand,
  ModifyImageAttributeCommand,
  ModifySnapshotAttributeCommand,
  RegisterImageCommand,
} from '@aws-sdk/client-ec2'
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  CreateFunctionUrlConfigCommand,
  GetFunctionUrlConfigCommand,
  GetPolicyCommand,
} from '@aws-sdk/client-lambda'
import {
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  DescribeDBSnapshotAttributesCommand,
  ModifyDBSnapshotAttributeCommand,
} from '@aws-sdk/client-rds'
import {
  CreateBucketCommand,
  GetBucketAclCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  PutBucketAclCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3'
import { ACCOUNT, type Clients, type Makers, RoleName } from './left-in-iam.ts'

const UserId = '210987654321'
const ofOther = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${UserId}:root` } }
export const LEFT_ELSEWHERE: Makers = {
  'ec2:AuthorizeSecurityGroupIngress': async ({ ec2 }) => {
    const { GroupId = '' } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'web' }))
    const opened = (port: number, CidrIp: string) =>
      ec2.send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId,
          IpPermissions: [
            { IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp, Description: 'by hand' }] },
          ],
        }),
      )
    await opened(443, '192.0.2.0/24')
    const { SecurityGroupRules = [] } = await opened(22, '0.0.0.0/0')
    return {
      asked: { groupId: GroupId },
      answered: {
        securityGroupRuleSet: {
          items: SecurityGroupRules.map(({ SecurityGroupRuleId = '' }) => ({
            securityGroupRuleId: SecurityGroupRuleId,
          })),
        },
      },
      step: `revoke-ingress of open security group ${GroupId}`,
      look: async () => {
        const all = await ec2.send(new DescribeSecurityGroupRulesCommand({}))
        return (all.SecurityGroupRules ?? []).map(({ SecurityGroupRuleId: _, ...rule }) => rule)
      },
    }
  },
  'ec2:ModifySnapshotAttribute': async ({ ec2 }) => {
    const volume = await ec2.send(new CreateVolumeCommand({ AvailabilityZone: 'eu-west-1a', Size: 1 }))
    const { SnapshotId = '' } = await ec2.send(new CreateSnapshotCommand({ VolumeId: volume.VolumeId }))
    const of = { SnapshotId, Attribute: 'createVolumePermission' } as const
    const add = { ...of, OperationType: 'add' } as const
    await ec2.send(
      new ModifySnapshotAttributeCommand({ ...add, UserIds: ['345678901234', UserId], GroupNames: ['all'] }),
    )
    return {
      asked: {
        snapshotId: SnapshotId,
        createVolumePermission: { add: { items: [{ userId: UserId }, { group: 'all' }] } },
      },
      step: `unshare-snapshot of shared snapshot ${SnapshotId}`,
      look: () => ec2.send(new DescribeSnapshotAttributeCommand(of)),
    }
  },
  'ec2:ModifyImageAttribute': async ({ ec2 }) => {
    const { ImageId = '' } = await ec2.send(new RegisterImageCommand({ Name: 'golden' }))
    const of = { ImageId, Attribute: 'launchPermission' } as const
    await ec2.send(new ModifyImageAttributeCommand({ ...of, OperationType: 'add', UserIds: ['345678901234', UserId] }))
    return {
      asked: { imageId: ImageId, launchPermission: { add: { items: [{ userId: UserId }] } } },
      step: `unshare-image of shared image ${ImageId}`,
      look: () => ec2.send(new DescribeImageAttributeCommand(of)),
    }
  },
  'rds:ModifyDBSnapshotAttribute': async ({ rds }) => {
    const of = { DBInstanceIdentifier: 'orders', Engine: 'mysql', DBInstanceClass: 'db.t3.micro', AllocatedStorage: 5 }
    await rds.send(new CreateDBInstanceCommand({ ...of, MasterUsername: 'admin', MasterUserPassword: 'Example-1' }))
    const snapshotOf = { DBSnapshotIdentifier: 'copy' }
    await rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: 'orders', ...snapshotOf }))
    const ValuesToAdd = ['345678901234', UserId]
    await rds.send(new ModifyDBSnapshotAttributeCommand({ ...snapshotOf, AttributeName: 'restore', ValuesToAdd }))
    return {
      asked: { dBSnapshotIdentifier: 'copy', attributeName: 'restore', valuesToAdd: [UserId] },
      step: 'unshare-db-snapshot of shared database snapshot copy',
      look: () => rds.send(new DescribeDBSnapshotAttributesCommand(snapshotOf)),
    }
  },
  's3:PutBucketPolicy': async ({ s3 }) => {
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ ...ofOther, Action: 's3:GetObject', Resource: 'arn:aws:s3:::orders/*' }],
    })
    await s3.send(new PutBucketPolicyCommand({ Bucket: await bucket({ s3 }, 'orders'), Policy }))
    return {
      asked: { bucketName: 'orders' },
      step: 'close-bucket-policy of policy of bucket orders',
      look: async () => s3.send(new GetBucketPolicyCommand({ Bucket: 'orders' })).catch(nothing),
    }
  },
  's3:PutBucketAcl': async ({ s3 }) => {
    const Bucket = await bucket({ s3 }, 'invoices')
    await s3.send(new PutBucketAclCommand({ Bucket, ACL: 'public-read' }))
    return {
      asked: { bucketName: Bucket },
      step: 'close-bucket-acl of ACL of bucket invoices',
      look: () => s3.send(new GetBucketAclCommand({ Bucket })),
    }
  },
  's3:DeleteBucketPublicAccessBlock': async ({ s3 }) => {
    const Bucket = await bucket({ s3 }, 'backups')
    return {
      asked: { bucketName: Bucket },
      step: 'block-public-access of removed public access block of bucket backups',
      look: async () => s3.send(new GetPublicAccessBlockCommand({ Bucket })).catch(nothing),
    }
  },
  'lambda:AddPermission20150331v2': async ({ lambda }) => {
    await makeFunction({ lambda })
    const of = { FunctionName: 'shop', Action: 'lambda:InvokeFunction' }
    await lambda.send(new AddPermissionCommand({ ...of, StatementId: 'events', Principal: 'events.amazonaws.com' }))
    const source = { SourceArn: 'arn:aws:s3:::orders', SourceAccount: UserId }
    await lambda.send(new AddPermissionCommand({ ...of, StatementId: 'zq', Principal: 's3.amazonaws.com', ...source }))
    return {
      asked: { functionName: 'shop', statementId: 'zq' },
      step: 'remove-permission of permission on function shop · zq',
      look: () =>
        lambda.send(new GetPolicyCommand({ FunctionName: 'shop' })).then(({ Policy = '' }) => JSON.parse(Policy)),
    }
  },
  'lambda:CreateFunctionUrlConfig': async ({ lambda }) => {
    await makeFunction({ lambda })
    const of = { FunctionName: 'shop' }
    await lambda.send(new CreateFunctionUrlConfigCommand({ ...of, AuthType: 'NONE' }))
    return {
      asked: { functionName: 'shop', authType: 'NONE' },
      step: 'close-function-url of function URL shop',
      look: async () => {
        const { AuthType, FunctionUrl } = await lambda.send(new GetFunctionUrlConfigCommand(of))
        return { AuthType, FunctionUrl }
      },
    }
  },
  'cloudtrail:StopLogging': async ({ s3, cloudtrail }) => {
    await s3.send(new CreateBucketCommand({ Bucket: 'trails', ...ireland })).catch(nothing)
    await cloudtrail.send(new CreateTrailCommand({ Name: 'main', S3BucketName: 'trails' }))
    return {
      asked: { name: 'main' },
      step: 'start-logging of stopped trail main',
      look: async () => {
        const { IsLogging } = await cloudtrail.send(new GetTrailStatusCommand({ Name: 'main' }))
        return { IsLogging }
      },
    }
  },
}
const nothing = (): object => ({})
const ireland = { CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } } as const
const bucket = async ({ s3 }: Pick<Clients, 's3'>, Bucket: string): Promise<string> => {
  await s3.send(new CreateBucketCommand({ Bucket, ...ireland }))
  return Bucket
}
const makeFunction = async ({ lambda }: Pick<Clients, 'lambda'>): Promise<void> => {
  const Role = `arn:aws:iam::${ACCOUNT}:role/${RoleName}`
  const what = { FunctionName: 'shop', Role, Runtime: 'nodejs22.x', Handler: 'a.b' } as const
  await lambda
    .send(
      new CreateFunctionCommand({
        ...what,
        Code: { ZipFile: Buffer.from('UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==', 'base64') },
      }),
    )
    .catch(nothing)
}
