/** Secrets in a configuration: references that say where a secret is kept. They are recognised here, never resolved. */

export type SecretRef =
  | { readonly kept: 'ssm'; readonly path: string }
  | { readonly kept: 'secretsmanager'; readonly name: string; readonly key?: string }
  | { readonly kept: 'env'; readonly name: string }
  | { readonly kept: 'file'; readonly path: string }

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
