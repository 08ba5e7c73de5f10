/** User agents in the shapes that tools write, with invented values. */
import { expect, test } from 'vitest'
import { readUserAgent, type UserAgent } from './user-agent.ts'

const cases: readonly (readonly [text: string, expected: UserAgent])[] = [
  ['', { tool: '' }],
  [
    'aws-cli/1.32.10 Python/3.9.2 Linux/5.10.1 botocore/1.34.10',
    { tool: 'AWS CLI', version: '1.32.10', os: 'Linux', runtime: 'Python 3.9.2' },
  ],
  [
    'aws-cli/2.15.0 Python/3.11.6 Linux/5.10.1 exe/x86_64.ubuntu.22 prompt/off command/iam.create-user',
    {
      tool: 'AWS CLI',
      version: '2.15.0',
      os: 'Linux (ubuntu 22)',
      runtime: 'Python 3.11.6',
      command: 'iam create-user',
    },
  ],
  [
    '[aws-cli/2.15.0 Python/3.11.6 Darwin/23.1.0 exe/x86_64 prompt/off command/s3.ls]',
    { tool: 'AWS CLI', version: '2.15.0', os: 'macOS', runtime: 'Python 3.11.6', command: 's3 ls' },
  ],
  [
    'aws-cli/2.15.0 Python/3.11.6 Windows/10 exe/AMD64 prompt/off command/ec2.wait.instance-running',
    {
      tool: 'AWS CLI',
      version: '2.15.0',
      os: 'Windows',
      runtime: 'Python 3.11.6',
      command: 'ec2 wait instance-running',
    },
  ],
  [
    'aws-cli/2.24.1 md/awscrt#0.23.8 ua/2.1 os/linux#6.1.1.amzn2023.x86_64 md/arch#x86_64 lang/python#3.12.9 md/pyimpl#CPython exec-env/CloudShell cfg/retry-mode#standard md/installer#exe md/distrib#amzn.2023 md/prompt#off md/command#sts.get-caller-identity',
    {
      tool: 'AWS CLI',
      version: '2.24.1',
      os: 'Linux (amzn 2023)',
      runtime: 'Python 3.12.9',
      environment: 'CloudShell',
      command: 'sts get-caller-identity',
    },
  ],
  [
    'aws-cli/2.24.1 md/awscrt#0.23.8 ua/2.1 os/macos#24.1.0 md/arch#arm64 lang/python#3.12.9 md/command#login',
    { tool: 'AWS CLI', version: '2.24.1', os: 'macOS', runtime: 'Python 3.12.9', command: 'login' },
  ],
  [
    '[Boto3/1.26.1 Python/3.10.6 Linux/5.19.0-1-generic Botocore/1.29.1]',
    { tool: 'Boto3', version: '1.26.1', os: 'Linux', runtime: 'Python 3.10.6' },
  ],
  [
    'Boto3/1.34.2 md/Botocore#1.34.2 ua/2.0 os/linux#5.10.1 md/arch#x86_64 lang/python#3.11.6 exec-env/AWS_Lambda_python3.11 cfg/retry-mode#legacy',
    { tool: 'Boto3', version: '1.34.2', os: 'Linux', runtime: 'Python 3.11.6', environment: 'AWS_Lambda_python3.11' },
  ],
  [
    'Botocore/1.31.1 Python/3.11.6 Linux/5.10.1',
    { tool: 'Botocore', version: '1.31.1', os: 'Linux', runtime: 'Python 3.11.6' },
  ],
  [
    'Boto3/1.34.2 Python/3.11.6 Linux/6.5.0-kali3-amd64 Botocore/1.34.2',
    { tool: 'Boto3', version: '1.34.2', os: 'Kali Linux', runtime: 'Python 3.11.6', offensive: true },
  ],
  [
    'aws-cli/2.1.0 Python/3.9.2 Linux/6.0.0-12parrot1-amd64 exe/x86_64.parrot.5 command/iam.list-users',
    {
      tool: 'AWS CLI',
      version: '2.1.0',
      os: 'Parrot OS',
      runtime: 'Python 3.9.2',
      command: 'iam list-users',
      offensive: true,
    },
  ],
  [
    'aws-sdk-go/1.44.1 (go1.19.3; linux; amd64)',
    { tool: 'AWS SDK for Go', version: '1.44.1', os: 'Linux', runtime: 'Go 1.19.3' },
  ],
  [
    'aws-sdk-go-v2/1.18.0 os/macos lang/go#1.23.1 md/GOOS#darwin md/GOARCH#arm64 api/sts#1.26.2',
    { tool: 'AWS SDK for Go', version: '1.18.0', os: 'macOS', runtime: 'Go 1.23.1' },
  ],
  [
    'aws-sdk-go/1.41.4 (go1.18.3; linux; amd64) amazon-ssm-agent/',
    { tool: 'SSM Agent', os: 'Linux', runtime: 'Go 1.18.3' },
  ],
  [
    'aws-sdk-java/2.20.1 Linux/5.4.1 OpenJDK_64-Bit_Server_VM/17.0.1 Java/17.0.1 vendor/Example',
    { tool: 'AWS SDK for Java', version: '2.20.1', os: 'Linux', runtime: 'Java 17.0.1' },
  ],
  [
    'aws-sdk-nodejs/2.1000.0 linux/v14.17.0 promise',
    { tool: 'AWS SDK for JavaScript', version: '2.1000.0', os: 'Linux', runtime: 'Node.js 14.17.0' },
  ],
  [
    'aws-sdk-js/3.400.0 ua/2.0 os/win32#10.0.1 lang/js md/nodejs#18.17.0 api/s3#3.400.0',
    { tool: 'AWS SDK for JavaScript', version: '3.400.0', os: 'Windows', runtime: 'Node.js 18.17.0' },
  ],
  [
    'aws-sdk-rust/1.0.1 os/linux lang/rust/1.70.0',
    { tool: 'AWS SDK for Rust', version: '1.0.1', os: 'Linux', runtime: 'Rust 1.70.0' },
  ],
  [
    'aws-sdk-dotnet-coreclr/3.7.1.0 aws-sdk-dotnet-core/3.7.1.0 .NET_Core/6.0.1 OS/Linux_5.10',
    { tool: 'AWS SDK for .NET', version: '3.7.1.0', os: 'Linux', runtime: '.NET 6.0.1' },
  ],
  [
    'aws-sdk-php/3.200.0 ua/2.0 OS/Linux#5.10.1 lang/php#8.1.2',
    { tool: 'AWS SDK for PHP', version: '3.200.0', os: 'Linux', runtime: 'PHP 8.1.2' },
  ],
  [
    'aws-sdk-ruby3/3.170.0 ruby/3.1.2 x86_64-linux aws-sdk-s3/1.119.0',
    { tool: 'AWS SDK for Ruby', version: '3.170.0', os: 'Linux', runtime: 'Ruby 3.1.2' },
  ],
  [
    'APN/1.0 HashiCorp/1.0 Terraform/1.1.2 (+https://www.terraform.io) terraform-provider-aws/4.67.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go/1.44.1 (go1.19.8; linux; amd64)',
    { tool: 'Terraform', version: '1.1.2', os: 'Linux', runtime: 'Go 1.19.8' },
  ],
  [
    'APN/1.0 Pulumi/1.0 PulumiAws/6.1.0 terraform-provider-aws/5.1 aws-sdk-go-v2/1.18.0 os/linux lang/go#1.21.1',
    { tool: 'Pulumi', version: '1.0', os: 'Linux', runtime: 'Go 1.21.1' },
  ],
  [
    'APN/1.0 HashiCorp/1.0 Terraform/1.1.2 aws-sdk-go/1.44.1 (go1.19.3; linux; amd64) stratus-red-team_0000',
    { tool: 'Stratus Red Team', os: 'Linux', runtime: 'Go 1.19.3', offensive: true },
  ],
  ['aws-cdk/2.100.0', { tool: 'AWS CDK', version: '2.100.0' }],
  [
    'AWSPowerShell.NetCore/4.1.2.0 .NET_Core/6.0.1 OS/Microsoft_Windows_10',
    { tool: 'AWS Tools for PowerShell', version: '4.1.2.0', runtime: '.NET 6.0.1' },
  ],
  ['cloudformation.amazonaws.com', { tool: 'cloudformation.amazonaws.com' }],
  ['lambda.amazonaws.com', { tool: 'lambda.amazonaws.com' }],
  ['console.amazonaws.com', { tool: 'AWS console' }],
  ['console.ec2.amazonaws.com', { tool: 'AWS console' }],
  ['signin.amazonaws.com', { tool: 'AWS console' }],
  [
    '[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.1 Linux/5.4.1 OpenJDK_64-Bit_Server_VM/25.372-b08 java/1.8.0_372]',
    { tool: 'S3 console', version: '0.4' },
  ],
  ['RDS Console, aws-internal/3 aws-sdk-java/1.11.1 Linux/5.10.1 java/1.8.0_242', { tool: 'AWS console' }],
  ['aws-internal/3 aws-sdk-java/1.11.7 Linux/4.9.1 java/1.8.0_242', { tool: 'AWS internal' }],
  ['AWS Internal', { tool: 'AWS internal' }],
  [
    'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:102.0) Gecko/20100101 Firefox/102.0',
    { tool: 'Firefox', version: '102.0', os: 'Linux' },
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/113.0.0.0 Safari/537.36',
    { tool: 'Chrome', version: '113.0.0.0', os: 'macOS' },
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/113.0.0.0 Safari/537.36 Edg/113.0.1',
    { tool: 'Edge', version: '113.0.1', os: 'Windows' },
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.5 Safari/605.1.15',
    { tool: 'Safari', version: '16.5', os: 'macOS' },
  ],
  ['Mozilla', { tool: 'browser' }],
  ['TruffleHog', { tool: 'TruffleHog', offensive: true }],
  ['Scout Suite/5.12.0', { tool: 'ScoutSuite', version: '5.12.0', offensive: true }],
  ['S3 Browser/11.4.5 (https://s3browser.com)', { tool: 'S3 Browser', version: '11.4.5' }],
  ['rclone/v1.62.2', { tool: 'rclone', version: 'v1.62.2' }],
  ['python-requests/2.28.0', { tool: 'python-requests', version: '2.28.0' }],
  ['something that nobody knows', { tool: 'something that nobody knows' }],
]

test.each(cases)('%s', (text, expected) => {
  expect(readUserAgent(text)).toEqual(expected)
})

test.each(['[', ' ', 'a/', 'Version/1 ', 'aws-cli/2.1.0 ', 'md/command#', 'exe/a.', '\u0000', 'Mozilla ('])(
  '5 MB of %j take no time',
  (text) => {
    const start = process.hrtime.bigint()
    expect(readUserAgent(text.repeat(5_000_000 / text.length)).tool.length).toBeLessThan(200)
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(20_000)
  },
)
