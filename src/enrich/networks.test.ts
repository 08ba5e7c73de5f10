import { expect, test } from 'vitest'
import { parseAddress } from '../notation/address.ts'
import { parseAwsRanges } from './aws-ranges.ts'
import { createNetworks, type Network } from './networks.ts'

const AWS_FILE = JSON.stringify({
  syncToken: '1',
  prefixes: [
    { ip_prefix: '203.0.113.0/25', region: 'eu-west-1', service: 'AMAZON', network_border_group: 'eu-west-1' },
    { ip_prefix: '203.0.113.0/25', region: 'eu-west-1', service: 'EC2', network_border_group: 'eu-west-1' },
    { ip_prefix: 'no range', region: 'eu-west-1', service: 'EC2' },
    7,
  ],
  ipv6_prefixes: [{ ipv6_prefix: '2001:db8:a::/48', region: 'us-east-1', service: 'S3' }],
})

const read = parseAwsRanges(AWS_FILE)
const networkOf = createNetworks(
  [
    { name: 'company', kind: 'office', ranges: ['198.51.100.0/24', '10.1.0.0/16'] },
    { name: 'Berlin', kind: 'vpn', ranges: ['198.51.100.64/26', '2001:db8:b::/48', 'not a range'] },
    { name: 'late', kind: 'lab', ranges: ['198.51.100.0/24'] },
  ],
  'problem' in read ? [] : read,
)

test.each<[sourceIp: string, network: Network]>([
  ['198.51.100.7', { name: 'company', kind: 'office' }],
  ['198.51.100.65', { name: 'Berlin', kind: 'vpn' }],
  ['2001:db8:b::7', { name: 'Berlin', kind: 'vpn' }],
  ['10.1.2.3', { name: 'company', kind: 'office' }],
  ['203.0.113.7', { name: 'AWS EC2 eu-west-1', kind: 'aws' }],
  ['2001:db8:a::7', { name: 'AWS S3 us-east-1', kind: 'aws' }],
  ['203.0.113.200', { kind: 'documentation' }],
  ['10.2.0.1', { kind: 'private' }],
  ['172.31.255.255', { kind: 'private' }],
  ['172.32.0.0', {}],
  ['100.64.0.1', { kind: 'shared' }],
  ['127.0.0.1', { kind: 'loopback' }],
  ['169.254.169.254', { kind: 'link-local' }],
  ['2001:db8::1', { kind: 'documentation' }],
  ['fd00::1', { kind: 'private' }],
  ['8.8.8.8', {}],
  ['', {}],
  ['cloudformation.amazonaws.com', { kind: 'aws-service' }],
  ['ec2.amazonaws.com.cn', { kind: 'aws-service' }],
  ['AWS Internal', { kind: 'aws-service' }],
  ['cloudformation.amazonaws.com.example.com', { kind: 'unknown' }],
  ['255.18.064.253', { kind: 'unknown' }],
  ['HIDDEN_DUE_TO_SECURITY_REASONS', { kind: 'unknown' }],
  ['__proto__', { kind: 'unknown' }],
  ['x'.repeat(5_000_000), { kind: 'unknown' }],
])('%.40s', (sourceIp, network) => {
  expect(networkOf(sourceIp, parseAddress(sourceIp))).toEqual(network)
})

test.each<[text: string, problem: string]>([
  ['{', 'not valid JSON'],
  ['[]', 'ip-ranges.json'],
  ['null', 'ip-ranges.json'],
  ['{"prefixes": {}}', 'ip-ranges.json'],
  ['{"prefixes": [{"ip_prefix": 7}]}', 'ip-ranges.json'],
])('%s is not the file of AWS', (text, problem) => {
  expect(parseAwsRanges(text)).toEqual({ problem: expect.stringContaining(problem) })
})
