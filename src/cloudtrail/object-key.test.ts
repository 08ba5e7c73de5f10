/** Object keys as CloudTrail writes them. */
import { expect, test } from 'vitest'
import { parseObjectKey } from './object-key.ts'

const file = '123456789012_CloudTrail_us-east-2_20260301T0210Z_Mu0KsOhtH1ar15ZZ.json.gz'
const log = { account: '123456789012', region: 'us-east-2', day: '2026-03-01', kind: 'log' }

test.each([
  [`AWSLogs/123456789012/CloudTrail/us-east-2/2026/03/01/${file}`, log],
  [`some/prefix/AWSLogs/123456789012/CloudTrail/us-east-2/2026/03/01/${file}`, log],
  [
    `AWSLogs/o-exampleorg1/123456789012/CloudTrail/us-east-2/2026/03/01/${file}`,
    { ...log, organization: 'o-exampleorg1' },
  ],
  [`AWSLogs/123456789012/CloudTrail-Digest/us-east-2/2026/03/01/x.json.gz`, { ...log, kind: 'digest' }],
  [`AWSLogs/123456789012/CloudTrail-Insight/us-east-2/2026/03/01/x.json.gz`, { ...log, kind: 'insight' }],
  [`AWSLogs/123456789012/CloudTrail-Aggregated/us-east-2/2026/03/01/x.json.gz`, { ...log, kind: 'aggregated' }],
  [`AWSLogs/123456789012/CloudTrail-Other/us-east-2/2026/03/01/x.json.gz`, undefined],
  [`AWSLogs/123456789012/Config/us-east-2/2026/3/1/ConfigSnapshot/x.json.gz`, undefined],
  ['AWSLogs/123456789012/CloudTrail/', undefined],
  ['', undefined],
])('%s', (key, expected) => {
  expect(parseObjectKey(key)).toEqual(expected)
})
