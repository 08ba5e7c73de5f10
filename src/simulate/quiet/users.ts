/** The old service users with access keys: what each of them does, from where it always does it. */
import { boto3, goSdk } from '../agents.ts'
import { iso } from '../clock.ts'
import { HOME, RUNNERS, type ServiceUser } from '../company.ts'
import { iamUser, type SimulatedCaller } from '../identity.ts'
import { hex, uuid } from '../random.ts'
import { anySecond, emit, type World, within } from './world.ts'

const userCaller = (user: ServiceUser, ip: string, agent: string): SimulatedCaller => ({
  account: user.account,
  identity: iamUser(user, user.key),
  ip,
  agent,
  key: user.key,
})

/** What each of the old service users does; none of them reads IAM or asks who it is. */
export const serviceUserRun = (world: World): void => {
  const user = world.from.pick(world.company.users)
  const { account } = user
  const second = anySecond(world)
  if (user.name === 'build-bot') {
    const caller = userCaller(user, world.from.pick(RUNNERS), boto3())
    const repository = `{"registryId":"${account.id}","repositoryName":"${world.from.pick(account.tasks)}"`
    emit(world, caller, HOME, second, { service: 'ecr', name: 'GetAuthorizationToken', readOnly: true })
    for (let layer = 0; layer < 3; layer++) {
      emit(world, caller, HOME, within(world, second, 1 + layer), {
        service: 'ecr',
        name: 'BatchCheckLayerAvailability',
        readOnly: true,
        requestJson: `${repository},"layerDigests":["sha256:${hex(world.from, 64)}"]}`,
      })
    }
    return
  }
  if (user.name === 'backup-agent') {
    const caller = userCaller(user, '203.0.113.128', boto3())
    emit(world, caller, HOME, second, {
      service: 'ec2',
      name: 'DescribeVolumes',
      readOnly: true,
      requestJson:
        '{"volumeSet":{},"filterSet":{"items":[{"name":"tag:backup","valueSet":{"items":[{"value":"daily"}]}}]}}',
    })
    const volume = `vol-0${hex(world.from, 16)}`
    const requestId = uuid(world.from)
    emit(
      world,
      caller,
      HOME,
      within(world, second, 4),
      {
        service: 'ec2',
        name: 'CreateSnapshot',
        readOnly: false,
        requestJson: `{"volumeId":"${volume}","description":"daily ${iso(second).slice(0, 10)}"}`,
        responseJson: `{"requestId":"${requestId}","snapshotId":"snap-0${hex(world.from, 16)}","volumeId":"${volume}","status":"pending","startTime":${second * 1000},"ownerId":"${account.id}","volumeSize":"100","description":"daily ${iso(second).slice(0, 10)}","encrypted":true}`,
      },
      account.id,
      { eventId: uuid(world.from), requestId },
    )
    return
  }
  const caller = userCaller(
    user,
    user.name === 'load-tester' ? world.from.pick(RUNNERS) : '203.0.113.129',
    goSdk('cloudwatch'),
  )
  emit(world, caller, HOME, second, {
    service: 'monitoring',
    name: 'ListMetrics',
    readOnly: true,
    requestJson: '{"namespace":"AWS/ApplicationELB"}',
  })
  emit(world, caller, HOME, within(world, second, 1), {
    service: 'monitoring',
    name: 'DescribeAlarms',
    readOnly: true,
    requestJson: '{"maxRecords":100,"stateValue":"ALARM"}',
  })
}
