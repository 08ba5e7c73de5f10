/** User agents in the shapes that the AWS command line, SDKs, Terraform and browsers send. */
import type { Person } from './company.ts'

const CHROME_MAC =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Safari/537.36'
const BROWSERS = [
  CHROME_MAC,
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Safari/537.36',
  'Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/144.0.0.0 Safari/537.36 Edg/144.0.0.0',
] as const

const LAPTOPS = [
  'os/macos#24.6.0 md/arch#arm64',
  'os/linux#6.8.0-52-generic md/arch#x86_64',
  'os/windows#11 md/arch#amd64',
  'os/macos#25.2.0 md/arch#arm64',
  'os/linux#5.15.167.4-microsoft-standard-WSL2 md/arch#x86_64',
] as const

/** `aws-cli/2` names the command that was typed, for example `s3api.list-buckets`. */
export const awsCli = (command: string, laptop = 1, version = '2.33.8'): string =>
  `aws-cli/${version} md/awscrt#0.31.0 ua/2.1 ${LAPTOPS[laptop % LAPTOPS.length]} lang/python#3.13.11 md/pyimpl#CPython m/b,E,Z cfg/retry-mode#standard md/installer#exe sid/${String(laptop * 7919).padStart(12, 'f')} md/prompt#off md/command#${command}`

export const boto3 = (laptop = 1): string =>
  `Boto3/1.42.30 md/Botocore#1.42.30 ua/2.1 ${LAPTOPS[laptop % LAPTOPS.length]} lang/python#3.12.8 md/pyimpl#CPython m/Z,b,D cfg/retry-mode#legacy Botocore/1.42.30`

export const browser = (person: Person): string => BROWSERS[person.laptop % BROWSERS.length] as string
export const FIREFOX = BROWSERS[2]

export const terraform = (service: string, extra = ''): string =>
  `APN/1.0 HashiCorp/1.0 Terraform/1.14.3 (+https://www.terraform.io) terraform-provider-aws/6.27.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.41.1 ua/2.1 os/linux lang/go#1.25.5 md/GOOS#linux md/GOARCH#amd64 api/${service}#1.58.2${extra}`

export const goSdk = (service: string): string =>
  `aws-sdk-go-v2/1.41.1 ua/2.1 os/linux lang/go#1.25.5 md/GOOS#linux md/GOARCH#amd64 api/${service}#1.45.6 m/E`

export const javascriptSdk = (service: string): string =>
  `aws-sdk-js/3.964.0 ua/2.1 os/linux#5.10.247-246.989.amzn2.x86_64 lang/js md/nodejs#22.21.1 api/${service}#3.964.0 exec-env/AWS_Lambda_nodejs22.x m/E,b`

export const GITHUB_CREDENTIALS =
  'aws-sdk-js/3.958.0 ua/2.1 os/linux#6.11.0-1018-azure lang/js md/nodejs#20.19.6 api/sts#3.958.0 m/E configure-aws-credentials-for-github-actions'
export const CI_CLI =
  'aws-cli/2.33.2 md/awscrt#0.31.0 ua/2.1 os/linux#6.11.0-1018-azure md/arch#x86_64 lang/python#3.13.11 md/pyimpl#CPython exec-env/GitHubActions m/b,E cfg/retry-mode#standard md/installer#exe md/prompt#off md/command#'
export const LAMBDA_WORKER = 'awslambda-worker/1.0 rusoto/0.48.0 rust/1.84.0 linux'
export const SSM_AGENT = 'aws-sdk-go/1.55.5 (go1.24.9; linux; amd64) amazon-ssm-agent/3.3.3572.0'
export const ECS_AGENT = 'Amazon ECS Agent - v1.101.1 (8f2bb94f) (+https://aws.amazon.com/ecs)'
export const DOCKER_PULL = 'containerd/2.0.5+unknown'

/** An attacker's shell: an older command line on a penetration testing distribution. */
export const attackerCli = (command: string): string =>
  `aws-cli/2.31.14 md/awscrt#0.27.6 ua/2.1 os/linux#6.12.38+kali-amd64 md/arch#x86_64 lang/python#3.13.7 md/pyimpl#CPython m/b,E cfg/retry-mode#standard md/installer#source md/prompt#off md/command#${command}`

export const attackerScript = (): string =>
  'Boto3/1.40.21 md/Botocore#1.40.21 ua/2.1 os/linux#6.12.38+kali-amd64 md/arch#x86_64 lang/python#3.13.7 md/pyimpl#CPython m/D,b cfg/retry-mode#legacy Botocore/1.40.21'

export const S3_BROWSER = 'S3 Browser/12.5.9 (https://s3browser.com)'

/** Where the command line has another name for a service. */
const COMMANDS: Readonly<Record<string, string>> = {
  s3: 's3api',
  monitoring: 'cloudwatch',
  elasticloadbalancing: 'elbv2',
  tagging: 'resourcegroupstaggingapi',
  config: 'configservice',
  servicequotas: 'service-quotas',
}

/** An event as a command: `DescribeDBInstances` of `rds` is `rds.describe-db-instances`. */
export const commandOf = (service: string, name: string): string => {
  const words = name.replace(/\d{8}.*$/, '').replaceAll(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '-')
  return `${COMMANDS[service] ?? service}.${words.toLowerCase()}`
}
