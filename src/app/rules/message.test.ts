/** Sentences of correlations: what was new, and the context that rules read. */
import { expect, test } from 'vitest'
import { aFinding } from '../../alerting/testing/finding.ts'
import type { Finding } from '../../core/finding.ts'
import { correlationMessageRenderer } from './message.ts'

const finding = (changes: Partial<Finding> = {}): Finding => ({
  ...aFinding(),
  who: 'dana (role Developer)',
  tool: 'AWS CLI',
  eventIds: ['a', 'b'],
  context: {
    place: { country: 'BY', city: 'Minsk', asn: 64500, org: null },
    network: { name: null, kind: 'unknown' },
    account: {
      name: 'prod-payments',
      environment: 'production',
      application: 'checkout',
      owner: 'payments',
      contact: null,
      dataClasses: ['pii', 'cards'],
    },
  },
  group: { 'tattletrail.principal.person': 'dana', 'userIdentity.arn': 'a' },
  annotation: { 'tattletrail.place.country': 'BY' },
  ...changes,
})

test.each<[message: string, changes: Partial<Finding>, said: string]>([
  ['\\(actor): \\(value) was new', {}, 'dana (role Developer): BY was new'],
  ['\\(value)', { annotation: { 'requestParameters.ports': [22, 443] } }, '[22,443]'],
  ['\\(value)', { annotation: null }, 'unknown'],
  ['\\(.tattletrail.account.owner) of \\(.tattletrail.account.environment)', {}, 'payments of production'],
  ['\\(.tattletrail.account.data_classes | join(" and "))', {}, 'pii and cards'],
  ['\\(.tattletrail.account.application)', {}, 'checkout'],
  ['\\(.tattletrail.account.contact)', {}, 'unknown'],
  ['\\(.tattletrail.place.city), \\(.tattletrail.place.country)', {}, 'Minsk, BY'],
  ['\\(.tattletrail.network.kind) \\(.tattletrail.tool)', {}, 'unknown AWS CLI'],
  ['\\(.tattletrail.principal.person)', {}, 'dana'],
  ['\\(.tattletrail.principal.account.name)', { group: { 'tattletrail.principal.account.name': 'play' } }, 'play'],
  ['\\(.tattletrail.principal.person)', { group: null }, 'unknown'],
  ['\\(count) in \\(account)', {}, '2 in account prod-payments (123456789012)'],
])('%s with %j', (message, changes, said) => {
  expect(correlationMessageRenderer(message)(finding(changes))).toBe(said)
})
