/** The credentials of an instance, read through its metadata service, are used from outside to read every secret. */
import { attackerScript } from '../agents.ts'
import { HOME } from '../company.ts'
import { defineStory } from './stage.ts'

export const secretsHarvest = defineStory({
  name: 'secrets-harvest',
  title: 'Instance credentials are used from outside to read the secrets',
  describes:
    'The session of an application server appears at an address that is not its own. It lists the secrets and parameters of prod and reads them all.',
  play: (stage) => {
    const { prod } = stage.company
    const stolen = stage.instance('app-server', stage.address())
    const script = { ...stolen, agentOf: attackerScript }

    stage.step(stolen, 'sts.GetCallerIdentity', { after: 300 })
    stage.step(stolen, 'iam.ListRolePolicies', { request: { roleName: 'app-server' }, deniedOn: `role app-server` })
    stage.step(stolen, 'secretsmanager.ListSecrets', { request: { maxResults: 100, includePlannedDeletion: false } })
    for (const name of prod.secrets) {
      const secret = `arn:aws:secretsmanager:${HOME}:${prod.id}:secret:${name}`
      stage.step(script, 'secretsmanager.GetSecretValue', {
        after: 1 + stage.from.below(3),
        request: { secretId: secret },
        touches: [secret],
      })
      const key = `arn:aws:kms:${HOME}:${prod.id}:key/${prod.kmsKeys[0]}`
      const host = 'secretsmanager.amazonaws.com'
      // Secrets Manager decrypts for its caller: the same session, the service's address.
      stage.step(
        {
          ...script,
          identity: `${script.identity.slice(0, -1)},"invokedBy":"${host}"}`,
          ip: host,
          agentOf: () => host,
        },
        'kms.Decrypt',
        {
          after: 0,
          request: {
            encryptionContext: { SecretARN: secret, SecretVersionId: 'AWSCURRENT' },
            encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
          },
          resources: [{ accountId: prod.id, type: 'AWS::KMS::Key', ARN: key }],
        },
      )
    }
    stage.step(script, 'ssm.DescribeParameters', { request: { maxResults: 50, shared: false } })
    const arns = prod.parameters.map((name) => `arn:aws:ssm:${HOME}:${prod.id}:parameter${name}`)
    stage.step(script, 'ssm.GetParameters', {
      request: { names: prod.parameters, withDecryption: true },
      resources: arns.map((ARN) => ({ accountId: prod.id, ARN })),
      touches: arns,
    })
    stage.step(script, 'ssm.GetParametersByPath', { request: { path: '/', recursive: true, withDecryption: true } })
  },
})
