/** Bait as files: the variables of a decoy in the formats that people and programs keep such things in. */

export type Variables = Readonly<Record<string, string>>

/** Where the decoy stands. */
export interface BaitPlace {
  readonly region: string
  readonly account: string
}

export interface BaitFormat {
  /** What such a file is called. */
  readonly file: string
  /** Variables that it cannot do without. */
  readonly needs: readonly string[]
  readonly write: (variables: Variables, place: BaitPlace) => string
}

const KEY = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('')
const registry = ({ region, account }: BaitPlace): string => `${account}.dkr.ecr.${region}.amazonaws.com`

/** AWS SDKs and Tools Reference Guide, "Shared config and credentials files". */
const credentials: BaitFormat['write'] = (variables) =>
  lines([
    '[default]',
    ...KEY.map((name) => `${name.toLowerCase()} = ${variables[name]}`),
    ...(variables.AWS_DEFAULT_REGION === undefined ? [] : [`region = ${variables.AWS_DEFAULT_REGION}`]),
  ])

/** As dotenv reads it: single quotes keep everything but themselves. */
const env: BaitFormat['write'] = (variables) =>
  lines(
    Object.entries(variables).map(([name, value]) => {
      if (/^[\w./:@+=-]*$/.test(value)) return `${name}=${value}`
      return `${name}=${value.includes("'") ? JSON.stringify(value) : `'${value}'`}`
    }),
  )

/** Variable definitions (HCL, "Quoted strings": `${` and `%{` begin a template unless doubled). */
const terraform: BaitFormat['write'] = (variables) =>
  lines(
    Object.entries(variables).map(
      ([name, value]) => `${name.toLowerCase()} = ${JSON.stringify(value).replace(/([$%])\{/g, '$1$1{')}`,
    ),
  )

/** Strings of JSON are strings of YAML. */
const kubeconfig: BaitFormat['write'] = (variables, { region, account }) => {
  const cluster = `arn:aws:eks:${region}:${account}:cluster/prod`
  // 32 hex digits, as endpoints of clusters are called.
  const endpoint = Buffer.from(cluster).toString('hex').slice(-32).toUpperCase()
  return lines([
    ...['apiVersion: v1', 'kind: Config', `current-context: ${cluster}`, 'clusters:', `- name: ${cluster}`],
    ...['  cluster:', `    server: https://${endpoint}.gr7.${region}.eks.amazonaws.com`],
    ...['contexts:', `- name: ${cluster}`, '  context:', `    cluster: ${cluster}`, `    user: ${cluster}`],
    ...[
      'users:',
      `- name: ${cluster}`,
      '  user:',
      '    exec:',
      '      apiVersion: client.authentication.k8s.io/v1beta1',
    ],
    ...['      command: aws', `      args: [--region, ${region}, eks, get-token, --cluster-name, prod]`, '      env:'],
    ...Object.entries(variables).flatMap(([name, value]) => [
      `      - name: ${name}`,
      `        value: ${JSON.stringify(value)}`,
    ]),
  ])
}

/** "Access key" of the console: one row, in the order of the file that people download. Other variables likewise (RFC 4180). */
const csv: BaitFormat['write'] = (variables) => {
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const isKey = KEY.every((name) => variables[name] !== undefined)
  const columns = isKey
    ? [
        ['Access key ID', variables.AWS_ACCESS_KEY_ID ?? ''],
        ['Secret access key', variables.AWS_SECRET_ACCESS_KEY ?? ''],
      ]
    : Object.entries(variables)
  return [0, 1].map((row) => `${columns.map((column) => cell(column[row] ?? '')).join(',')}\r\n`).join('')
}

/** A registry that remembers who signed in; `auth` is base64 of user and password. */
const dockerConfig: BaitFormat['write'] = ({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }, place) => {
  const auth = Buffer.from(`${AWS_ACCESS_KEY_ID}:${AWS_SECRET_ACCESS_KEY}`).toString('base64')
  return json({ auths: { [registry(place)]: { auth } } })
}

/** Model Context Protocol: servers with their environment, as desktop programs and editors keep them. */
const mcp: BaitFormat['write'] = (variables) =>
  json({ mcpServers: { aws: { command: 'uvx', args: ['awslabs.aws-api-mcp-server@latest'], env: variables } } })

export const baitFormats = {
  'aws-credentials': { file: 'credentials', needs: KEY, write: credentials },
  env: { file: '.env', needs: [], write: env },
  terraform: { file: 'terraform.tfvars', needs: [], write: terraform },
  kubeconfig: { file: 'kubeconfig', needs: KEY, write: kubeconfig },
  'docker-config': { file: 'config.json', needs: KEY, write: dockerConfig },
  json: { file: 'config.json', needs: [], write: json },
  csv: { file: 'accessKeys.csv', needs: [], write: csv },
  mcp: { file: 'mcp.json', needs: KEY, write: mcp },
} as const satisfies Readonly<Record<string, BaitFormat>>
