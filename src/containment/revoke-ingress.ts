/** The rules by which an intruder opened a security group are taken away; what each says is kept. */
import { type JsonObject, text } from '../core/json.ts'
import { callsAt, defineAction, objectsIn } from './define.ts'

export const revokeIngress = defineAction({
  action: 'revoke-ingress',
  title: 'Close what was opened in the security group',
  targets: ['open security group'],
  permissions: [
    'ec2:DescribeSecurityGroupRules',
    'ec2:RevokeSecurityGroupIngress',
    'ec2:AuthorizeSecurityGroupIngress',
  ],
  plan: async (target, get) => {
    const { name: GroupId, added = [], region } = target
    if (added.length === 0) return { refused: 'the record does not say which rules were made' }
    const filter = { Filters: [{ Name: 'group-id', Values: [GroupId] }] }
    const answer = await get('ec2', 'DescribeSecurityGroupRules', filter, region)
    const rules = objectsIn(answer, 'SecurityGroupRules')
      .filter((rule) => rule.IsEgress !== true && added.includes(text(rule, 'SecurityGroupRuleId') ?? ''))
      .sort((a, b) => ((text(a, 'SecurityGroupRuleId') ?? '') < (text(b, 'SecurityGroupRuleId') ?? '') ? -1 : 1))
    const call = callsAt('ec2', target)
    return {
      does: rules.map(({ SecurityGroupRuleId = '' }) =>
        call('RevokeSecurityGroupIngress', { GroupId, SecurityGroupRuleIds: [SecurityGroupRuleId] }),
      ),
      undoes: rules.map((rule) =>
        call('AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [permissionOf(rule)] }),
      ),
      stops: [`new connections by ${rules.map(inWords).join(', ') || 'the rules that were made'}`],
      doesNotStop: [
        'connections that are open and tracked: they go on until they end',
        'rules that were there before, other groups, and whoever may open it again',
      ],
      warnings:
        rules.length > 0
          ? ['What is undone comes back as a rule with another id, and without its tags.']
          : ['None of the rules is there any more.'],
    }
  },
})

/** A rule as one asks for it (EC2 API reference, "SecurityGroupRule", "IpPermission"). */
const permissionOf = (rule: JsonObject): JsonObject => {
  const { IpProtocol = '-1', FromPort = -1, ToPort = -1, CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupInfo } = rule
  const described = rule.Description === undefined ? {} : { Description: rule.Description }
  return {
    ...{ IpProtocol, FromPort, ToPort },
    ...(CidrIpv4 !== undefined && { IpRanges: [{ CidrIp: CidrIpv4, ...described }] }),
    ...(CidrIpv6 !== undefined && { Ipv6Ranges: [{ CidrIpv6, ...described }] }),
    ...(PrefixListId !== undefined && { PrefixListIds: [{ PrefixListId, ...described }] }),
    ...(ReferencedGroupInfo !== undefined && {
      UserIdGroupPairs: [{ ...(ReferencedGroupInfo as JsonObject), ...described }],
    }),
  }
}

const inWords = (rule: JsonObject): string => {
  const { IpProtocol, FromPort, ToPort, CidrIpv4, CidrIpv6, PrefixListId } = rule
  const group = (rule.ReferencedGroupInfo as JsonObject | undefined)?.GroupId
  return `${IpProtocol} ${FromPort === ToPort ? FromPort : `${FromPort}-${ToPort}`} from ${CidrIpv4 ?? CidrIpv6 ?? PrefixListId ?? group}`
}
