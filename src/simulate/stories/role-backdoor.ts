/** Ways back in: a role that trusts a foreign account, a new administrator role, a federation token. */
import { spoken } from '../clock.ts'
import { FOREIGN_ACCOUNT, HOME } from '../company.ts'
import { federatedUser, foreign } from '../identity.ts'
import { base64, uuid } from '../random.ts'
import { type Actor, defineStory } from './stage.ts'

const trustOf = (account: string): string =>
  `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::${account}:root"},"Action":"sts:AssumeRole"}]}`

export const roleBackdoor = defineStory({
  name: 'role-backdoor',
  title: 'Roles are opened to a foreign account',
  describes:
    'The key of metrics-export lets a foreign account into ci-deploy, makes an administrator role for it, and takes a federation token; the role is then assumed from the foreign account and used.',
  play: (stage) => {
    const { prod, users } = stage.company
    const exporter = users.find((user) => user.name === 'metrics-export')
    if (!exporter) throw new RangeError('the company has no metrics-export')
    const ip = stage.address()
    const user = stage.user(exporter.name, prod, exporter.id, exporter.key, ip)
    const role = 'OrganizationSupport'
    const roleArn = `arn:aws:iam::${prod.id}:role/${role}`
    const deployArn = `arn:aws:iam::${prod.id}:role/ci-deploy`
    const roleId = stage.key('AROA', prod)
    const trust = trustOf(FOREIGN_ACCOUNT)
    const token = `IQoJb3JpZ2luX2Vj${base64(stage.from, 150)}`

    stage.step(user, 'sts.GetCallerIdentity')
    stage.step(user, 'iam.ListRoles')
    stage.step(user, 'iam.GetRole', { request: { roleName: 'ci-deploy' } })
    stage.step(user, 'iam.UpdateAssumeRolePolicy', {
      request: { roleName: 'ci-deploy', policyDocument: trust },
      touches: [deployArn],
    })
    stage.step(user, 'iam.CreateRole', {
      request: {
        roleName: role,
        assumeRolePolicyDocument: trust,
        description: 'support access',
        maxSessionDuration: 43200,
      },
      response: (now) => ({
        role: {
          path: '/',
          roleName: role,
          roleId,
          arn: roleArn,
          createDate: spoken(now),
          assumeRolePolicyDocument: encodeURIComponent(trust),
        },
      }),
      touches: [roleArn],
    })
    stage.step(user, 'iam.AttachRolePolicy', {
      request: { roleName: role, policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
      touches: [roleArn],
    })

    const name = 'svc-console'
    const federatedKey = stage.key('ASIA', prod)
    const federatedArn = `arn:aws:sts::${prod.id}:federated-user/${name}`
    stage.step(user, 'sts.GetFederationToken', {
      readOnly: false,
      request: {
        name,
        policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
        durationSeconds: 43200,
      },
      response: (now) => ({
        credentials: { accessKeyId: federatedKey, sessionToken: token, expiration: spoken(now + 43200) },
        federatedUser: { federatedUserId: `${prod.id}:${name}`, arn: federatedArn },
        packedPolicySize: 4,
      }),
    })
    const federated: Actor = {
      ...user,
      identity: federatedUser(exporter, name, federatedKey, stage.now()),
      key: federatedKey,
      arn: federatedArn,
    }
    stage.step(federated, 'sts.GetCallerIdentity')
    stage.step(federated, 'ec2.DescribeInstances', { request: { instancesSet: {}, filterSet: {} } })
    stage.step(federated, 'ssm.DescribeInstanceInformation', { request: { maxResults: 50 } })

    // Later, from the other side: prod sees an account, not a user.
    const outside = stage.address()
    const session = stage.session(prod, role, 'support', outside, { roleId, since: stage.now() + 900 })
    const stranger: Actor = {
      account: prod,
      identity: foreign('AIDACKCEVSQ6C2EXAMPLE', FOREIGN_ACCOUNT),
      ip: outside,
      agent: '',
      agentOf: session.agentOf,
    }
    stage.step(stranger, 'sts.AssumeRole', {
      after: 900,
      request: { roleArn, roleSessionName: 'support', durationSeconds: 43200 },
      response: (now) => ({
        credentials: { accessKeyId: session.key, sessionToken: token, expiration: spoken(now + 43200) },
        assumedRoleUser: { assumedRoleId: `${roleId}:support`, arn: session.arn },
      }),
      resources: [{ accountId: prod.id, type: 'AWS::IAM::Role', ARN: roleArn }],
      sharedEventId: uuid(stage.from),
      touches: [roleArn],
    })
    stage.step(session, 'sts.GetCallerIdentity')
    stage.step(session, 's3.ListBuckets', {
      request: { Host: `s3.${HOME}.amazonaws.com` },
      host: `s3.${HOME}.amazonaws.com`,
    })
    stage.step(session, 'iam.GetAccountAuthorizationDetails')
    stage.step(session, 'organizations.DescribeOrganization')
  },
})
