/** A bucket in memory that answers as S3 does, and counts what it is asked. */
import type { Clients } from '../../aws/clients.ts'

export interface TestBucket {
  readonly clients: Clients
  /** Key -> body. */
  readonly objects: Map<string, string>
  /** When each was put; milliseconds. */
  readonly modified: Map<string, number>
  /** Prefixes that were listed, a page each. */
  readonly listed: string[]
  /** Keys that were fetched. */
  readonly fetched: string[]
  /** Operation, and prefix or key -> the name of the error. */
  readonly refuse: Map<string, string>
}

interface ListInput {
  readonly Prefix?: string
  readonly Delimiter?: string
  readonly StartAfter?: string
  readonly ContinuationToken?: string
}

/** @param page keys and folders in one answer */
export const testBucket = (keys: readonly string[] = [], page = 1000): TestBucket => {
  const objects = new Map(keys.map((key) => [key, '']))
  const modified = new Map<string, number>()
  const listed: string[] = []
  const fetched: string[] = []
  const refuse = new Map<string, string>()
  const list = ({ Prefix = '', Delimiter, StartAfter = '', ContinuationToken = '' }: ListInput) => {
    listed.push(Prefix)
    const names = [...objects.keys()]
      .filter((key) => key.startsWith(Prefix) && key > StartAfter)
      .map((key) => {
        const cut = Delimiter === undefined ? -1 : key.indexOf(Delimiter, Prefix.length)
        return cut === -1 ? key : key.slice(0, cut + 1)
      })
    const sorted = [...new Set(names)].sort().filter((name) => name > ContinuationToken)
    const here = sorted.slice(0, page)
    const isFolder = (name: string): boolean => Delimiter !== undefined && name.endsWith('/') && !objects.has(name)
    return {
      Contents: here
        .filter((name) => !isFolder(name))
        .map((Key) => ({ Key, Size: objects.get(Key)?.length ?? 0, LastModified: new Date(modified.get(Key) ?? 0) })),
      CommonPrefixes: here.filter(isFolder).map((folder) => ({ Prefix: folder })),
      IsTruncated: sorted.length > page,
      NextContinuationToken: here.at(-1),
    }
  }
  const call = async (_: string, command: string, input: ListInput & { readonly Key?: string }) => {
    const name = refuse.get(`${command} ${input.Key ?? input.Prefix}`)
    if (name !== undefined) throw Object.assign(new Error('said no'), { name, $metadata: { httpStatusCode: 403 } })
    if (command === 'ListObjectsV2') return list(input)
    const body = objects.get(input.Key ?? '')
    if (body === undefined) throw Object.assign(new Error('gone'), { name: 'NoSuchKey' })
    fetched.push(input.Key ?? '')
    return { ContentLength: body.length, Body: { transformToByteArray: async () => Buffer.from(body) } }
  }
  return { clients: { call: call as never, close: () => {} }, objects, modified, listed, fetched, refuse }
}
