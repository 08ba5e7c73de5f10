/** A trail that an intruder stopped logs again. */
import { callsAt, defineAction } from './define.ts'

export const startLogging = defineAction({
  action: 'start-logging',
  title: 'Switch the trail on again',
  targets: ['stopped trail'],
  permissions: ['cloudtrail:GetTrailStatus', 'cloudtrail:StartLogging', 'cloudtrail:StopLogging'],
  plan: async (target, get) => {
    const input = { Name: target.name }
    const status = await get('cloudtrail', 'GetTrailStatus', input, target.region)
    if (status === undefined) return { refused: 'the trail is not there any more' }
    const isOff = status.IsLogging !== true
    const call = callsAt('cloudtrail', target)
    return {
      does: isOff ? [call('StartLogging', input)] : [],
      undoes: isOff ? [call('StopLogging', input)] : [],
      stops: ['that calls from now on leave no trace in this trail'],
      doesNotStop: [
        'what happened while it was off: the event history of CloudTrail has management events of 90 days',
        'whoever may stop it again, or change its selectors and its bucket',
      ],
      warnings: isOff ? [] : ['It is logging.'],
    }
  },
})
