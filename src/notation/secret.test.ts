import { expect, test } from 'vitest'
import { isOfProcess, type SecretRef, secretRef } from './secret.ts'

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

const OF_PROCESS = [
  ...['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'aws_access_key_id', 'AWS_CONTAINER_AUTHORIZATION_TOKEN'],
  ...[
    'GITHUB_TOKEN',
    'GH_ENTERPRISE_TOKEN',
    'CI_JOB_TOKEN',
    'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
    'NPM_TOKEN',
    'NODE_AUTH_TOKEN',
  ],
  ...[
    'GOOGLE_APPLICATION_CREDENTIALS',
    'AZURE_CLIENT_SECRET',
    'KUBECONFIG',
    'VAULT_TOKEN',
    'PGPASSWORD',
    'DATABASE_URL',
  ],
  ...['SSH_AUTH_SOCK', 'HTTPS_PROXY', 'LD_PRELOAD', 'NODE_OPTIONS', 'PATH', 'BASH_ENV', '_HANDLER', 'TABLE', 'DLQ_URL'],
  ...['TATTLETRAIL_SECRETS', 'TF_VAR_password', '_AWS_XRAY_DAEMON_ADDRESS'],
]
const OF_PEOPLE = [
  ...[
    'SLACK_URL',
    'SLACK_TOKEN',
    'GOOGLE_CHAT_WEBHOOK_URL',
    'TEAMS_URL',
    'DISCORD_WEBHOOK_URL',
    'PAGERDUTY_ROUTING_KEY',
  ],
  ...[
    'OPSGENIE_API_KEY',
    'SMTP_PASSWORD',
    'HEC_TOKEN',
    'NTFY_TOKEN',
    'HOOK_SECRET',
    'AZURE_LOGIC_APP_URL',
    'GITHUB_WEBHOOK_SECRET',
  ],
  ...['MY_AWS_ALERTS_URL', 'PATHFINDER_TOKEN', 'TABLET_URL'],
]
test.each([...OF_PROCESS.map((name) => [name, true] as const), ...OF_PEOPLE.map((name) => [name, false] as const)])(
  'the variable %s is of the process: %s',
  (name, expected) => {
    expect(isOfProcess(name)).toBe(expected)
  },
)
