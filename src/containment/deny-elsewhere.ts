/** Everything is denied from anywhere but the networks from which the target is used rightly. */
import { denyPolicy } from '../iam/policy.ts'
import { defineAction } from './define.ts'
import { PUT_DENY, putDeny } from './put-deny.ts'

export const denyElsewhere = defineAction({
  action: 'deny-elsewhere',
  title: 'Deny from other networks',
  targets: ['user', 'role'],
  permissions: PUT_DENY,
  /**
   * A call carries the address (`aws:SourceIp`) or, through a VPC endpoint, `aws:SourceVpce`; whatever is absent is "not one of
   * them". A call that a service passes on comes from the service, and began with one that was judged (IAM User Guide, "AWS global
   * condition context keys": aws:ViaAWSService, aws:CalledVia).
   */
  plan: async (target, get, { networks, endpoints }) => {
    if (networks.length + endpoints.length === 0)
      return { refused: 'where it is used rightly is not known: name logs of ordinary days, or the networks' }
    const sorted = (all: readonly string[]): readonly string[] => [...new Set(all)].sort()
    const Condition = {
      ...(networks.length > 0 && { NotIpAddressIfExists: { 'aws:SourceIp': sorted(networks) } }),
      ...(endpoints.length > 0 && { StringNotEqualsIfExists: { 'aws:SourceVpce': sorted(endpoints) } }),
      BoolIfExists: { 'aws:ViaAWSService': 'false' },
    }
    const put = await putDeny(target, denyPolicy('TattletrailDenyElsewhere', { Action: '*', Condition }), get)
    if ('refused' in put) return put
    return {
      ...put,
      stops: [`every call from anywhere but ${sorted([...networks, ...endpoints]).join(', ')}`],
      doesNotStop: [
        'calls from these networks: an intruder in the office, on its VPN or on the instance itself',
        'calls that a service makes for it (aws:ViaAWSService), where the call that began them was let through before',
        'sessions of other roles that it assumed before',
      ],
      warnings:
        endpoints.length === 0
          ? ['No VPC endpoint is named: calls through one carry no aws:SourceIp, and are denied.']
          : [],
    }
  },
})
