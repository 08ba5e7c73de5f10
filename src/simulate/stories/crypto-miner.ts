/** Large instances appear in Regions where the company has never been. */
import { attackerScript } from '../agents.ts'
import { hex, uuid } from '../random.ts'
import { defineStory } from './stage.ts'

/** Where the service control policy says no, and where nobody thought of it. */
const CLOSED = ['ap-southeast-1', 'sa-east-1', 'ap-northeast-1'] as const
const OPEN = ['us-west-2', 'ca-central-1'] as const
const PORTS = [22, 8080] as const

export const cryptoMiner = defineStory({
  name: 'crypto-miner',
  title: 'Mining instances start in unused Regions',
  describes:
    'The key of load-tester, a user of staging, makes key pairs and open security groups and starts GPU instances in five Regions; three of them refuse.',
  play: (stage) => {
    const { staging, users } = stage.company
    const tester = users.find((user) => user.name === 'load-tester')
    if (!tester) throw new RangeError('the company has no load-tester')
    const miner = {
      ...stage.user(tester.name, staging, tester.id, tester.key, stage.address()),
      agentOf: attackerScript,
    }
    stage.step(miner, 'sts.GetCallerIdentity')
    stage.step(miner, 'ec2.DescribeRegions', { request: { regionSet: {} } })
    stage.step(miner, 'servicequotas.ListServiceQuotas', { request: { serviceCode: 'ec2' } })
    for (const region of [...CLOSED, ...OPEN]) {
      const near = { region, after: 2 + stage.from.below(9) }
      const image = `ami-0${hex(stage.from, 16)}`
      const run = (instanceType: string, count: number) => ({
        instancesSet: { items: [{ imageId: image, minCount: 1, maxCount: count, keyName: 'k1' }] },
        instanceType,
        blockDeviceMapping: {},
        monitoring: { enabled: false },
        disableApiTermination: false,
        disableApiStop: false,
        clientToken: uuid(stage.from),
      })
      const deniedOn = `arn:aws:ec2:${region}:${staging.id}:instance/*`
      if (CLOSED.some((closed) => closed === region)) {
        stage.step(miner, 'ec2.CreateKeyPair', {
          ...near,
          request: { keyName: 'k1', keyType: 'rsa', keyFormat: 'pem' },
          deniedOn: `arn:aws:ec2:${region}:${staging.id}:key-pair/k1`,
        })
        stage.step(miner, 'ec2.RunInstances', { ...near, request: run('g5.12xlarge', 4), deniedOn })
        continue
      }
      stage.step(miner, 'ec2.CreateKeyPair', {
        ...near,
        request: { keyName: 'k1', keyType: 'rsa', keyFormat: 'pem' },
        response: {
          keyName: 'k1',
          keyFingerprint: hex(stage.from, 40).replaceAll(/..(?!$)/g, '$&:'),
          keyPairId: `key-0${hex(stage.from, 16)}`,
          keyMaterial: '<sensitiveDataRemoved>',
        },
        touches: [`arn:aws:ec2:${region}:${staging.id}:key-pair/k1`],
      })
      const vpc = `vpc-0${hex(stage.from, 16)}`
      const group = `sg-0${hex(stage.from, 16)}`
      const groupArn = `arn:aws:ec2:${region}:${staging.id}:security-group/${group}`
      stage.step(miner, 'ec2.CreateSecurityGroup', {
        ...near,
        request: { groupName: 'web', groupDescription: 'web', vpcId: vpc },
        response: { _return: true, groupId: group },
        touches: [groupArn],
      })
      for (const port of PORTS) {
        stage.step(miner, 'ec2.AuthorizeSecurityGroupIngress', {
          ...near,
          request: {
            groupId: group,
            ipPermissions: {
              items: [
                {
                  ipProtocol: 'tcp',
                  fromPort: port,
                  toPort: port,
                  groups: {},
                  ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] },
                  ipv6Ranges: {},
                  prefixListIds: {},
                },
              ],
            },
          },
          response: {
            _return: true,
            securityGroupRuleSet: {
              items: [
                {
                  groupOwnerId: staging.id,
                  groupId: group,
                  securityGroupRuleId: `sgr-0${hex(stage.from, 16)}`,
                  isEgress: false,
                  ipProtocol: 'tcp',
                  fromPort: port,
                  toPort: port,
                  cidrIpv4: '0.0.0.0/0',
                },
              ],
            },
          },
          touches: [groupArn],
        })
      }
      stage.step(miner, 'ec2.RunInstances', {
        ...near,
        request: run('p4d.24xlarge', 8),
        error: [
          'Client.VcpuLimitExceeded',
          'You have requested more vCPU capacity than your current vCPU limit of 64 allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.',
        ],
      })
      const instances = Array.from({ length: 4 }, () => `i-0${hex(stage.from, 16)}`)
      stage.step(miner, 'ec2.RunInstances', {
        ...near,
        request: run('c6i.16xlarge', instances.length),
        response: (now) => ({
          reservationId: `r-0${hex(stage.from, 16)}`,
          ownerId: staging.id,
          groupSet: {},
          instancesSet: {
            items: instances.map((instanceId, amiLaunchIndex) => ({
              instanceId,
              imageId: image,
              instanceState: { code: 0, name: 'pending' },
              keyName: 'k1',
              amiLaunchIndex,
              instanceType: 'c6i.16xlarge',
              launchTime: now * 1000,
              placement: { availabilityZone: `${region}a`, tenancy: 'default' },
              monitoring: { state: 'disabled' },
              vpcId: vpc,
              stateReason: { code: 'pending', message: 'pending' },
              architecture: 'x86_64',
              groupSet: { items: [{ groupId: group, groupName: 'web' }] },
            })),
          },
        }),
        touches: instances.map((id) => `arn:aws:ec2:${region}:${staging.id}:instance/${id}`),
      })
    }
  },
})
