/** A developer's stolen session turns off everything that watches. */
import { HOME } from '../company.ts'
import { hex } from '../random.ts'
import { defineStory } from './stage.ts'

export const stoppedLogging = defineStory({
  name: 'stopped-logging',
  title: 'A stolen developer session blinds the account',
  describes:
    "Someone uses dana's Developer session from elsewhere: stops org-trail, narrows its selectors, deletes the flow logs and the GuardDuty detector, and stops the Config recorder.",
  play: (stage) => {
    const { prod } = stage.company
    const role = `aws-reserved/sso.amazonaws.com/${HOME}/${stage.company.ssoRole(prod, 'Developer')}`
    const dana = stage.session(prod, role, 'dana@example.com', stage.address())
    const trail = `arn:aws:cloudtrail:${HOME}:${prod.id}:trail/org-trail`
    const flowLogs = [0, 1].map(() => `fl-0${hex(stage.from, 16)}`)
    const detector = hex(stage.from, 32)

    stage.step(dana, 'sts.GetCallerIdentity')
    stage.step(dana, 'cloudtrail.DescribeTrails', { request: { trailNameList: [], includeShadowTrails: true } })
    stage.step(dana, 'cloudtrail.GetTrailStatus', { request: { name: trail } })
    stage.step(dana, 'cloudtrail.StopLogging', { after: 55, request: { name: 'org-trail' }, touches: [trail] })
    const selectors = [
      {
        readWriteType: 'ReadOnly',
        includeManagementEvents: false,
        dataResources: [],
        excludeManagementEventSources: [],
      },
    ]
    stage.step(dana, 'cloudtrail.PutEventSelectors', {
      request: { trailName: 'org-trail', eventSelectors: selectors },
      response: { trailARN: trail, eventSelectors: selectors },
      touches: [trail],
    })
    stage.step(dana, 'ec2.DescribeFlowLogs', { request: { DescribeFlowLogsRequest: {} } })
    for (const id of flowLogs) {
      stage.step(dana, 'ec2.DeleteFlowLogs', {
        request: { DeleteFlowLogsRequest: { FlowLogId: { tag: 1, content: id } } },
        response: { DeleteFlowLogsResponse: { xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/', unsuccessful: '' } },
        touches: [`arn:aws:ec2:${HOME}:${prod.id}:vpc-flow-log/${id}`],
      })
    }
    stage.step(dana, 'guardduty.ListDetectors')
    stage.step(dana, 'guardduty.DeleteDetector', {
      request: { detectorId: detector },
      touches: [`arn:aws:guardduty:${HOME}:${prod.id}:detector/${detector}`],
    })
    stage.step(dana, 'config.StopConfigurationRecorder', { request: { configurationRecorderName: 'default' } })
    stage.step(dana, 'cloudtrail.DeleteTrail', { request: { name: 'org-trail' }, deniedOn: trail })
  },
})
