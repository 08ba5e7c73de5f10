/** Each format is read back by what reads such files, and gives the variables that went in. */
import { parseEnv } from 'node:util'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { type BaitFormat, baitFormats, type Variables } from './bait.ts'

const KEY = 'AKIAIOSFODNN7EXAMPLE'
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
const key = { AWS_ACCESS_KEY_ID: KEY, AWS_SECRET_ACCESS_KEY: SECRET, AWS_DEFAULT_REGION: 'eu-west-1' }
const place = { region: 'eu-west-1', account: '123456789012' }
/** Nothing that a decoy has today, and what a name may hold tomorrow. */
const odd = { NAME: ['a "b" $', '{c} %{d} \\e #f'].join(''), PATH_OF: "it's, here" }

const ini = (text: string): Variables =>
  Object.fromEntries(
    [...text.matchAll(/^(\w+) = (.*)$/gm)].map(([, name = '', value = '']) => [
      name.toUpperCase().replace(/^REGION$/, 'AWS_DEFAULT_REGION'),
      value,
    ]),
  )
const tfvars = (text: string): Variables =>
  Object.fromEntries(
    [...text.matchAll(/^(\w+) = (".*")$/gm)].map(([, name = '', value = '']) => [
      name.toUpperCase(),
      (JSON.parse(value) as string).replace(/([$%])\1\{/g, '$1{'),
    ]),
  )
const cells = (line: string): readonly string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '',
  )
const table = (text: string): Variables => {
  const [header = '', row = ''] = text.split('\r\n')
  const values = cells(row)
  return Object.fromEntries(cells(header).map((name, at) => [name, values[at] ?? '']))
}

const READERS: Readonly<Record<keyof typeof baitFormats, (text: string) => unknown>> = {
  'aws-credentials': ini,
  env: (text) => ({ ...parseEnv(text) }),
  terraform: tfvars,
  kubeconfig: (text) => {
    const { users } = parse(text) as { users: { user: { exec: { env: { name: string; value: string }[] } } }[] }
    return Object.fromEntries(users[0]?.user.exec.env.map(({ name, value }) => [name, value]) ?? [])
  },
  'docker-config': (text) => {
    const { auths } = JSON.parse(text) as { auths: Record<string, { auth: string }> }
    const [AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY] = Buffer.from(
      auths['123456789012.dkr.ecr.eu-west-1.amazonaws.com']?.auth ?? '',
      'base64',
    )
      .toString()
      .split(':')
    return { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_DEFAULT_REGION: 'eu-west-1' }
  },
  json: (text) => JSON.parse(text),
  csv: (text) => {
    const { 'Access key ID': AWS_ACCESS_KEY_ID, 'Secret access key': AWS_SECRET_ACCESS_KEY, ...rest } = table(text)
    return AWS_ACCESS_KEY_ID === undefined
      ? rest
      : { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_DEFAULT_REGION: 'eu-west-1' }
  },
  mcp: (text) => (JSON.parse(text) as { mcpServers: { aws: { env: unknown } } }).mcpServers.aws.env,
}

test.each(Object.entries<BaitFormat>(baitFormats))('%s', (name, { needs, write }) => {
  const read = READERS[name as keyof typeof baitFormats]
  expect(read(write(key, place))).toEqual(key)
  if (needs.length === 0) expect(read(write(odd, place))).toEqual(odd)
  expect(write(key, place)).not.toMatch(/canary|honey|decoy|bait|tattletrail|undefined/i)
})
