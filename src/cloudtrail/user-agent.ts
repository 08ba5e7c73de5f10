/** Reads a user agent as the tool, its version, the system it ran on and, where the tool tells, the exact command. */

export interface UserAgent {
  /** What a person would call it; empty for an empty text. */
  readonly tool: string
  readonly version?: string | undefined
  /** `Linux`, `macOS`, `Windows` ..., with the distribution where it is known. */
  readonly os?: string | undefined
  /** The command that was typed, for the AWS CLI: `iam create-user`. */
  readonly command?: string | undefined
  /** `Python 3.11.6`, `Go 1.19.3` ... */
  readonly runtime?: string | undefined
  /** Where the tool ran: `CloudShell`, `AWS_Lambda_python3.12` ... */
  readonly environment?: string | undefined
  /** A tool or system made for attacking or for testing attacks. */
  readonly offensive?: true | undefined
}

/** Far more than any tool writes. */
const READ = 2048

interface Tool {
  readonly tool: string
  /** Group 1 is the version. */
  readonly pattern: RegExp
  readonly offensive?: true
}

/** The first that matches names the tool: what a person chose comes before the library that it is made with. */
const TOOLS: readonly Tool[] = [
  { tool: 'Stratus Red Team', pattern: /stratus-red-team/i, offensive: true },
  { tool: 'Grimoire', pattern: /\bgrimoire[_/]/i, offensive: true },
  { tool: 'Pacu', pattern: /\bpacu\b(?:\/([\w.-]+))?/i, offensive: true },
  { tool: 'ScoutSuite', pattern: /\bscout ?suite\b(?:\/([\w.-]+))?/i, offensive: true },
  { tool: 'TruffleHog', pattern: /\btrufflehog\b(?:\/([\w.-]+))?/i, offensive: true },
  { tool: 'CloudFox', pattern: /\bcloudfox\b(?:\/([\w.-]+))?/i, offensive: true },
  { tool: 'enumerate-iam', pattern: /\benumerate-iam\b(?:\/([\w.-]+))?/i, offensive: true },
  { tool: 'WeirdAAL', pattern: /\bweirdaal\b/i, offensive: true },
  { tool: 'Prowler', pattern: /\bprowler\b(?:\/([\w.-]+))?/i, offensive: true },
  { tool: 'S3 Browser', pattern: /\bS3 Browser\b[/ ]?([\w.-]+)?/i },
  { tool: 'rclone', pattern: /\brclone\/([\w.-]+)/ },
  { tool: 'Pulumi', pattern: /\bPulumi\/([\w.-]+)/ },
  { tool: 'OpenTofu', pattern: /\bOpenTofu\/([\w.-]+)/ },
  { tool: 'Terraform', pattern: /\bTerraform\/([\w.-]+)|\bterraform-provider-aws\b/ },
  { tool: 'AWS CDK', pattern: /\b(?:aws-)?cdk(?:-cli)?\/([\w.-]+)/i },
  { tool: 'Ansible', pattern: /\bAnsible(?:\/([\w.-]+))?/ },
  { tool: 'AWS Tools for PowerShell', pattern: /\bAWSPowerShell[\w.]*\/([\w.-]+)/ },
  { tool: 'AWS CLI', pattern: /\baws-cli\/([\w.-]+)/ },
  { tool: 'SSM Agent', pattern: /\bamazon-ssm-agent\/([\w.-]+)?/ },
  { tool: 'Boto3', pattern: /\bBoto3\/([\w.-]+)/i },
  { tool: 'Botocore', pattern: /\bBotocore[/#]([\w.-]+)/i },
  // The console's own back ends call through an internal SDK and put their name first: `S3Console/0.4, aws-internal/3 ...`.
  { tool: 'S3 console', pattern: /\bS3Console\/([\w.-]+)/ },
  {
    tool: 'AWS console',
    pattern: /^(?:signin|console)\.(?:[\w-]+\.)?(?:amazonaws|amazon)\.com|, aws-internal\/|\bAWSConsole\b/i,
  },
  { tool: 'AWS internal', pattern: /^AWS Internal$|^aws-internal\//i },
  { tool: 'AWS SDK for Go', pattern: /\baws-sdk-go(?:-v2)?\/([\w.-]+)/ },
  { tool: 'AWS SDK for Java', pattern: /\baws-sdk-java\/([\w.-]+)/ },
  { tool: 'AWS SDK for JavaScript', pattern: /\baws-sdk-(?:js|nodejs|react-native)\/([\w.-]+)/ },
  { tool: 'AWS SDK for Rust', pattern: /\baws-sdk-rust\/([\w.-]+)/ },
  { tool: 'AWS SDK for .NET', pattern: /\baws-sdk-(?:dotnet[\w-]*|net)\/([\w.-]+)/ },
  { tool: 'AWS SDK for PHP', pattern: /\baws-sdk-php\/([\w.-]+)/ },
  { tool: 'AWS SDK for Ruby', pattern: /\baws-sdk-ruby\d?\/([\w.-]+)/ },
  { tool: 'AWS SDK for C++', pattern: /\baws-sdk-cpp\/([\w.-]+)/ },
  { tool: 'AWS SDK for Kotlin', pattern: /\baws-sdk-kotlin\/([\w.-]+)/ },
  { tool: 'AWS SDK for Swift', pattern: /\baws-sdk-swift\/([\w.-]+)/ },
  { tool: 'Edge', pattern: /\bEdg(?:e|A|iOS)?\/([\w.]+)/ },
  { tool: 'Opera', pattern: /\bOPR\/([\w.]+)/ },
  { tool: 'Firefox', pattern: /\b(?:Firefox|FxiOS)\/([\w.]+)/ },
  { tool: 'Chrome', pattern: /\b(?:Chrome|CriOS)\/([\w.]+)/ },
  { tool: 'Safari', pattern: /\bVersion\/([\w.]+).*\bSafari\// },
  { tool: 'browser', pattern: /^Mozilla\b/ },
]

/** In reading order: a distribution made for attacks says more than its kernel. */
const SYSTEMS: readonly { readonly os: string; readonly pattern: RegExp; readonly offensive?: true }[] = [
  { os: 'Kali Linux', pattern: /\bkali/i, offensive: true },
  { os: 'Parrot OS', pattern: /\bparrot/i, offensive: true },
  { os: 'Pentoo', pattern: /\bpentoo/i, offensive: true },
  { os: 'Android', pattern: /\bAndroid\b/i },
  { os: 'iOS', pattern: /\bos\/ios\b|\biPhone\b|\biPad\b/i },
  { os: 'Windows', pattern: /\bWindows\b|\bwin32\b|\bmd\/GOOS[#/]windows/i },
  { os: 'macOS', pattern: /\bos\/macos\b|\bDarwin\b|\bMacintosh\b|\bMac_OS_X\b/i },
  { os: 'Linux', pattern: /linux/i },
]

/** `md/distrib#ubuntu.24`, `distrib/ubuntu.22`, and the end of `exe/x86_64.ubuntu.22`. */
const DISTRIBUTION = /\bdistrib[#/]([a-z]+)\.([\w.]+)|\bexe\/[\w]+\.([a-z]+)\.([\w.]+)/i

const RUNTIMES: readonly { readonly name: string; readonly pattern: RegExp }[] = [
  { name: 'Python', pattern: /(?<![\w-])python[/#]([\d.]+)/i },
  { name: 'Go', pattern: /(?<![\w-])go(?:[/#])?(\d[\d.]*)/ },
  { name: 'Node.js', pattern: /\bmd\/nodejs[#/]([\d.]+)|\b(?:linux|darwin|win32)\/v(\d[\d.]*)/ },
  { name: 'Java', pattern: /(?<![\w-])java[/#]([\d._]+)/i },
  { name: 'Rust', pattern: /(?<![\w-])rust[/#]([\d.]+)/ },
  { name: 'PHP', pattern: /(?<![\w-])php[/#]([\d.]+)/i },
  { name: 'Ruby', pattern: /(?<![\w-])ruby[/#]([\d.]+)/ },
  { name: '.NET', pattern: /\.NET(?:_Core)?[/#]([\d.]+)/ },
]

export const readUserAgent = (userAgent: string): UserAgent => {
  // Some services write the whole in square brackets.
  const text = userAgent
    .slice(0, READ)
    .replace(/^\[|\]$/g, '')
    .trim()
  const { tool, version, offensive: badTool } = toolOf(text)
  // Behind the console and inside AWS it is a server of AWS that calls: its system says nothing of the person's.
  const theirs = text.includes('aws-internal/')
  const system = theirs ? undefined : SYSTEMS.find(({ pattern }) => pattern.test(text))
  const distribution = DISTRIBUTION.exec(text)
  const command = /\b(?:command\/|md\/command#)([\w.-]+)/.exec(text)?.[1]
  const environment = /\bexec-env[/#]([\w.-]+)/.exec(text)?.[1]
  const runtime = theirs ? undefined : runtimeOf(text)
  const os =
    system?.os === 'Linux' && distribution
      ? `Linux (${distribution[1] ?? distribution[3]} ${distribution[2] ?? distribution[4]})`
      : system?.os
  return {
    tool,
    version,
    os,
    command: command?.replaceAll('.', ' '),
    runtime,
    environment,
    offensive: badTool ?? system?.offensive,
  }
}

const toolOf = (text: string): Pick<UserAgent, 'tool' | 'version' | 'offensive'> => {
  for (const { tool, pattern, offensive } of TOOLS) {
    const match = pattern.exec(text)
    if (match) return { tool, version: match[1], offensive }
  }
  // A service calling for somebody is named by its principal: `cloudformation.amazonaws.com`.
  const service = /^[\w.-]+\.amazonaws\.com(?:\.cn)?$/.exec(text)
  if (service) return { tool: service[0] }
  const product = /^([\w.+-]{1,64})\/([\w.+-]{1,32})/.exec(text)
  return product ? { tool: product[1]!, version: product[2] } : { tool: text.slice(0, 64) }
}

const runtimeOf = (text: string): string | undefined => {
  for (const { name, pattern } of RUNTIMES) {
    const match = pattern.exec(text)
    if (match) return `${name} ${match[1] ?? match[2]}`
  }
  return undefined
}
