/** A call of the API as a command of the AWS CLI that runs as it is pasted. */
import { isObject, type Json } from '../core/json.ts'
import type { Call } from '../iam/call.ts'
import { shellWord } from '../notation/shell.ts'

/** The CLI calls the API of S3 by another name, and writes what it reads into a file. */
const PROGRAMS: Readonly<Record<string, string>> = { s3: 's3api' }
const TO_FILE = new Set(['GetObject'])

/** `SecretId` -> `secret-id`, `DBSnapshotIdentifier` -> `db-snapshot-identifier`. */
const kebab = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()

/** @param region where it is made */
export const awsCli = ({ service, command, input }: Call, region: string): string => {
  const { MinCount: _, MaxCount, ...others } = input
  const options = Object.entries(MaxCount === undefined ? others : { ...others, Count: MaxCount })
  return [
    ...['aws', PROGRAMS[service] ?? service, kebab(command)],
    ...options.flatMap(([name, value]) => optionOf(`--${kebab(name)}`, value)),
    ...(TO_FILE.has(command) ? ['/dev/null'] : []),
    ...['--region', shellWord(region)],
  ].join(' ')
}

const optionOf = (flag: string, value: Json | undefined): readonly string[] => {
  if (value === true) return [flag]
  const words = Array.isArray(value) && value.every((one) => !isObject(one)) ? value : [value]
  return [
    flag,
    ...words.map((one) => shellWord(isObject(one) || Array.isArray(one) ? JSON.stringify(one) : String(one))),
  ]
}
