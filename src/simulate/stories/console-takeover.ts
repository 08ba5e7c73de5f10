/** The root user of the sandbox has a guessable password and no second factor. */
import { FIREFOX } from '../agents.ts'
import { GLOBAL } from '../company.ts'
import { root } from '../identity.ts'
import { type Actor, defineStory } from './stage.ts'

const GUESSES = 7

export const consoleTakeover = defineStory({
  name: 'console-takeover',
  title: 'The root user is taken over',
  describes:
    'After failed sign-ins, someone signs in as root of the sandbox without a second factor, changes the password of the workshop user, takes away its MFA device, signs in as that user, and tries to leave the organization.',
  play: (stage) => {
    const { sandbox, workshop } = stage.company
    const ip = stage.address()
    const arn = `arn:aws:iam::${sandbox.id}:root`
    const userArn = `arn:aws:iam::${sandbox.id}:user/${workshop.name}`
    const agentOf = (): string => FIREFOX
    const before: Actor = { account: sandbox, identity: root(sandbox), ip, agent: '', arn, agentOf }
    const signIn = {
      region: GLOBAL,
      host: 'us-east-1.signin.aws.amazon.com',
      eventType: 'AwsConsoleSignIn',
      additional: {
        LoginTo: 'https://console.aws.amazon.com/console/home?state=hashArgs%23&isauthcode=true',
        MobileVersion: 'No',
        MFAUsed: 'No',
      },
    } as const

    for (let left = GUESSES; left > 0; left--) {
      stage.step(before, 'signin.ConsoleLogin', {
        ...signIn,
        after: 6 + stage.from.below(20),
        error: ['', 'Failed authentication'],
        response: { ConsoleLogin: 'Failure' },
      })
    }
    stage.step(before, 'signin.ConsoleLogin', { ...signIn, response: { ConsoleLogin: 'Success' } })
    const key = stage.key('ASIA', sandbox)
    const now: Actor = { ...before, identity: root(sandbox, key, stage.now()), key, console: true }
    stage.step(now, 'iam.GetAccountSummary')
    stage.step(now, 'iam.ListUsers')
    stage.step(now, 'iam.UpdateLoginProfile', {
      request: { userName: workshop.name, passwordResetRequired: false },
      touches: [userArn],
    })
    stage.step(now, 'iam.ListMFADevices', { request: { userName: workshop.name } })
    const device = `arn:aws:iam::${sandbox.id}:mfa/${workshop.name}`
    stage.step(now, 'iam.DeactivateMFADevice', {
      request: { userName: workshop.name, serialNumber: device },
      touches: [device],
    })
    stage.step(now, 'iam.DeleteVirtualMFADevice', { request: { serialNumber: device }, touches: [device] })
    stage.step(now, 'organizations.DescribeOrganization')
    stage.step(now, 'organizations.LeaveOrganization', {
      error: [
        'AccessDenied',
        `User: ${arn} is not authorized to perform: organizations:LeaveOrganization on resource: * with an explicit deny in a service control policy`,
      ],
    })
    const user = stage.user(workshop.name, sandbox, workshop.id, undefined, ip)
    stage.step({ ...user, agentOf }, 'signin.ConsoleLogin', {
      ...signIn,
      after: 90,
      response: { ConsoleLogin: 'Success' },
    })
  },
})
