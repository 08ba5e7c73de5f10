/** A service user's access key is found in a public repository, and makes its finder an administrator. */
import { FIREFOX } from '../agents.ts'
import { spoken } from '../clock.ts'
import { GLOBAL, HOME } from '../company.ts'
import { defineStory } from './stage.ts'

const ADMIN = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'

export const leakedKey = defineStory({
  name: 'leaked-key',
  title: 'A leaked key makes itself administrator',
  describes:
    'The key of build-bot leaks. Its finder looks around, gives the user all permissions, adds the user helper2 with a key and a password, signs in to the console and stops the trail.',
  play: (stage) => {
    const { prod, users } = stage.company
    const buildBot = users.find((user) => user.name === 'build-bot')
    if (!buildBot) throw new RangeError('the company has no build-bot')
    const ip = stage.address()
    const bot = stage.user('build-bot', prod, buildBot.id, buildBot.key, ip)
    const botArn = bot.arn as string

    stage.step(bot, 'sts.GetCallerIdentity')
    stage.step(bot, 's3.ListBuckets', {
      after: 29,
      request: { Host: `s3.${HOME}.amazonaws.com` },
      deniedOn: '*',
      host: `s3.${HOME}.amazonaws.com`,
    })
    stage.step(bot, 'ec2.DescribeInstances', { request: { instancesSet: {}, filterSet: {} }, deniedOn: '*' })
    stage.step(bot, 'iam.ListUsers', { deniedOn: `arn:aws:iam::${prod.id}:user/` })
    stage.step(bot, 'iam.GetUser')
    stage.step(bot, 'iam.ListAttachedUserPolicies', { request: { userName: 'build-bot' } })
    stage.step(bot, 'iam.ListUserPolicies', { request: { userName: 'build-bot' } })
    stage.step(bot, 'iam.GetAccountAuthorizationDetails', { after: 70 })
    stage.step(bot, 'iam.PutUserPolicy', {
      after: 310,
      request: { userName: 'build-bot', policyName: 'zq', policyDocument: ADMIN },
      touches: [botArn],
    })
    stage.step(bot, 's3.ListBuckets', {
      request: { Host: `s3.${HOME}.amazonaws.com` },
      host: `s3.${HOME}.amazonaws.com`,
    })
    stage.step(bot, 'ec2.DescribeInstances', { request: { instancesSet: {}, filterSet: {} } })

    const helperId = stage.key('AIDA', prod)
    const helperArn = `arn:aws:iam::${prod.id}:user/helper2`
    const helperKey = stage.key('AKIA', prod)
    stage.step(bot, 'iam.CreateUser', {
      after: 120,
      request: { userName: 'helper2' },
      response: (now) => ({
        user: { path: '/', userName: 'helper2', userId: helperId, arn: helperArn, createDate: spoken(now) },
      }),
      touches: [helperArn],
    })
    stage.step(bot, 'iam.CreateAccessKey', {
      request: { userName: 'helper2' },
      response: (now) => ({
        accessKey: { userName: 'helper2', accessKeyId: helperKey, status: 'Active', createDate: spoken(now) },
      }),
      touches: [helperKey],
    })
    stage.step(bot, 'iam.CreateLoginProfile', {
      request: { userName: 'helper2', passwordResetRequired: false },
      response: (now) => ({
        loginProfile: { userName: 'helper2', createDate: spoken(now), passwordResetRequired: false },
      }),
    })
    stage.step(bot, 'iam.AttachUserPolicy', {
      request: { userName: 'helper2', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    })

    const console = stage.user('helper2', prod, helperId, undefined, ip)
    stage.step({ ...console, agentOf: () => FIREFOX }, 'signin.ConsoleLogin', {
      after: 150,
      region: GLOBAL,
      host: 'us-east-1.signin.aws.amazon.com',
      response: { ConsoleLogin: 'Success' },
      additional: {
        LoginTo: 'https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true',
        MobileVersion: 'No',
        MFAUsed: 'No',
      },
      eventType: 'AwsConsoleSignIn',
    })
    const helper = stage.user('helper2', prod, helperId, helperKey, ip)
    stage.step(helper, 'sts.GetCallerIdentity')
    stage.step(helper, 'cloudtrail.DescribeTrails', { request: { trailNameList: [], includeShadowTrails: true } })
    const trail = `arn:aws:cloudtrail:${HOME}:${prod.id}:trail/org-trail`
    stage.step(helper, 'cloudtrail.StopLogging', { request: { name: trail }, touches: [trail] })
  },
})
