import { expect, test } from 'vitest'
import { enricherContract } from '../../test/contracts/enricher.ts'
import { awsRanges, parseAwsRanges } from './aws-ranges.ts'

const RANGES = {
  prefixes: [
    { ip_prefix: '198.51.100.0/24', region: 'eu-west-1', service: 'AMAZON' },
    { ip_prefix: '203.0.113.0/25', region: 'eu-west-1', service: 'S3' },
    { ip_prefix: '203.0.113.0/25', region: 'us-east-1', service: 'EC2' },
    { ip_prefix: '192.0.2.0/24', region: 'us-east-1', service: 'EC2' },
    { ip_prefix: '198.51.100.0/24', region: 'us-east-1', service: 'EC2' },
  ],
}

enricherContract(awsRanges, {
  value: 'ip-ranges.json',
  tools: { file: () => Buffer.from(JSON.stringify(RANGES)) },
})

test('a range is in the network of the first service that names it', () => {
  expect(parseAwsRanges(JSON.stringify(RANGES))).toEqual([
    { name: 'AWS S3 eu-west-1', kind: 'aws', ranges: ['203.0.113.0/25'] },
    { name: 'AWS EC2 us-east-1', kind: 'aws', ranges: ['192.0.2.0/24', '198.51.100.0/24'] },
  ])
})
