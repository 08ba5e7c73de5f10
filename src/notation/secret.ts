/** Secrets in a configuration: references that say where a secret is kept. They are recognised here, never resolved. */

export type SecretRef =
  | { readonly kept: 'ssm'; readonly path: string }
  | { readonly kept: 'secretsmanager'; readonly name: string; readonly key?: string }
  | { readonly kept: 'env'; readonly name: string }
  | { readonly kept: 'file'; readonly path: string }

/** For people: how references are written. */
export const REFERENCES = 'ssm:/path, secretsmanager:name#key, env:NAME or file:path'

const REFERENCE = /^(ssm|secretsmanager|env|file):(.+)$/

/** `ssm:/path`, `secretsmanager:name#key`, `env:NAME`, `file:path`; anything else is no reference. */
export const secretRef = (text: string): SecretRef | undefined => {
  const [, kept, rest = ''] = REFERENCE.exec(text) ?? []
  if (kept === 'ssm') return rest.startsWith('/') ? { kept, path: rest } : undefined
  if (kept === 'file') return { kept, path: rest }
  if (kept === 'env') return /^[A-Za-z_]\w*$/.test(rest) ? { kept, name: rest } : undefined
  if (kept !== 'secretsmanager') return undefined
  // An ARN holds colons but no `#`.
  const hash = rest.indexOf('#')
  const [name, key] = hash < 0 ? [rest, ''] : [rest.slice(0, hash), rest.slice(hash + 1)]
  return name === '' ? undefined : { kept, name, ...(key !== '' && { key }) }
}

/** What a process is given to sign in with, by platforms and tools that are widely used. */
const CREDENTIALS = [
  ...['_?AWS_.*', 'AMAZON_.*', 'ECS_.*', '.*CREDENTIALS', 'CREDENTIALS_DIRECTORY'],
  ...[
    'CLOUDSDK_.*',
    'GCLOUD_.*',
    'GOOGLE_OAUTH_.*',
    'ARM_.*',
    'AZURE_(CLIENT|PASSWORD|USERNAME|TENANT|FEDERATED|DEVOPS).*',
  ],
  ...[
    '(GITHUB|GH|GITLAB|GL|BITBUCKET|CIRCLE|TRAVIS|BUILDKITE|JENKINS)_([A-Z]+_)?TOKEN',
    'ACTIONS_.*',
    'CI_.*',
    'SYSTEM_ACCESSTOKEN',
  ],
  ...[
    'NPM_.*',
    '(CARGO|TWINE|GEM|PYPI|UV|POETRY)_.*',
    'DOCKER_.*',
    'KUBE.*',
    'HELM_.*',
    'TF_.*',
    'PULUMI_.*',
    'ANSIBLE_.*',
  ],
  ...[
    '(VAULT|CONSUL|NOMAD|HEROKU|CLOUDFLARE|DIGITALOCEAN|OP|DOPPLER)_.*(TOKEN|KEY).*',
    'SOPS_.*',
    'GPG_.*',
    'SSH_.*',
    'NETRC',
  ],
  ...['(PG|MYSQL|REDIS|MONGO).*(PASS|PWD|URL|URI).*', 'DATABASE_URL', '.*_PROXY', 'SUDO_.*'],
]
/** What decides which code is loaded, from where, and whom it trusts. */
const LOADERS = [
  ...['LD_.*', 'DYLD_.*', 'NODE_.*', 'PYTHON.*', 'PERL5.*', 'RUBY.*', 'JAVA_.*', 'GCONV_PATH', 'BASH_.*', 'ENV', 'IFS'],
  ...['PATH', 'HOME', 'SHELL', 'XDG_.*', 'SSL_CERT_.*', 'OPENSSL_.*'],
]
/** What Lambda and a deployment tell their functions (Lambda Developer Guide, "Defined runtime environment variables"). */
const FUNCTION = [
  'LAMBDA_.*',
  '_HANDLER',
  '_X_AMZN_.*',
  'S3_CONFIG_.*',
  'TABLE',
  'DLQ_URL',
  'MAX_RECEIVES',
  'BUILTIN_RULES',
]
const OURS = ['TATTLETRAIL_.*']

const OF_PROCESS = new RegExp(`^(?:${[...CREDENTIALS, ...LOADERS, ...FUNCTION, ...OURS].join('|')})$`, 'i')

/** Whether a variable of the environment belongs to the process itself: no configuration gets its value. Case does not count. */
export const isOfProcess = (name: string): boolean => OF_PROCESS.test(name)
