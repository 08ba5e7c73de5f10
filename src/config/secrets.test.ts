import { expect, test } from 'vitest'
import { type SecretRef, secretRef } from './secrets.ts'

test.each<[text: string, ref: SecretRef | undefined]>([
  ['ssm:/prod/slack', { kept: 'ssm', path: '/prod/slack' }],
  ['ssm:prod', undefined],
  ['secretsmanager:slack', { kept: 'secretsmanager', name: 'slack' }],
  ['secretsmanager:slack#url', { kept: 'secretsmanager', name: 'slack', key: 'url' }],
  [
    'secretsmanager:arn:aws:secretsmanager:us-east-1:123456789012:secret:slack#url',
    { kept: 'secretsmanager', name: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:slack', key: 'url' },
  ],
  ['secretsmanager:#url', undefined],
  ['env:SLACK_URL', { kept: 'env', name: 'SLACK_URL' }],
  ['env:SLACK URL', undefined],
  ['file:/run/secrets/slack', { kept: 'file', path: '/run/secrets/slack' }],
  ['https://example.com/x', undefined],
  ['', undefined],
])('%j', (text, ref) => {
  expect(secretRef(text)).toEqual(ref)
})
