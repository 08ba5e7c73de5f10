/** A configuration or a rule file that is somebody else's: no word of it is shown. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openChecked, openConfig, openSources } from './open-config.ts'
import { RefusedRules, renderRefusal } from './refusal.ts'

const folder = mkdtempSync(join(tmpdir(), 'foreign-'))
afterAll(() => rmSync(folder, { recursive: true }))

const SECRET = 'hunter2'
const FOREIGN: readonly (readonly [name: string, text: string])[] = [
  ['credentials', `[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${SECRET}\n`],
  ['config', `[profile dev]\nregion = eu-west-1\nsource_profile = ${SECRET}\n`],
  ['passwd', `root:${SECRET}:0:0:root:/root:/bin/bash\n`],
  ['environ', `SHELL=/bin/bash\0AWS_SECRET_ACCESS_KEY=${SECRET}\0HOME=/root\0`],
  ['.env', `STORE=1\nROUTE=2\nTOKEN=${SECRET}\nDATABASE_URL=postgres://a:${SECRET}@db\n`],
  ['id_rsa', `-----BEGIN OPENSSH PRIVATE KEY-----\n${SECRET}\n-----END OPENSSH PRIVATE KEY-----\n`],
  ['config.json', `{"auths": {"registry.example.com": {"auth": "${SECRET}"}}}`],
  ['service.json', `{"type": "service_account", "private_key": "${SECRET}"}`],
  ['broken.json', `{"token": "${SECRET}", }`],
  ['kubeconfig', `apiVersion: v1\ncontexts:\n- context: {user: a}\nusers:\n- user: {token: ${SECRET}}\n`],
  ['compose.yml', `services:\n  db:\n    environment:\n      PASSWORD: ${SECRET}\nnetworks:\n  a: {}\n`],
  ['cargo.toml', `[source.a]\nregistry = "x"\n[registries.b]\ntoken = "${SECRET}"\n[net]\nretry = 2\n`],
  ['secret.toml', `password = "${SECRET}"\n`],
  ['key.toml', `${SECRET}\n`],
  ['netrc', `machine example.com login a password ${SECRET}\n`],
  ['.npmrc', `//registry.example.com/:_authToken=${SECRET}\n`],
  ['hash.yml', `$6$salt$${SECRET}: [\n`],
]
const written = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const shown = (error: unknown): string =>
  error instanceof RefusedRules ? renderRefusal(error) + error.message : String(error)

test.each(FOREIGN)('%s', async (name, text) => {
  const path = written(name, text)
  const error = await openChecked(path).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(RefusedRules)
  expect(shown(error)).not.toContain(SECRET)
  expect(shown(error)).toMatch(/this is no file of rules/)
  const refusal = await openConfig({ rules: [path] })
  expect(renderRefusal(refusal)).not.toContain(SECRET)
  expect(JSON.stringify(refusal.problems)).not.toContain(SECRET)
})

const OURS: readonly (readonly [name: string, text: string, shown: string])[] = [
  ['a.toml', '[[rule]]\nname = "shown here\n', 'name = "shown here'],
  ['b.toml', '[[ruel]]\nname = "a"\n', '[[ruel]]'],
  ['c.toml', '[[destinaton]]\nid = "a"\n', '[[destinaton]]'],
  ['d.toml', "[[rule]]\nname = 'a'\nsigma = '''\n[a]\n[b]\n[c]\n'''\nlevle = 'low'\n", "levle = 'low'"],
  ['e.yml', 'rule:\n  - name: a\n    levle: low\n', 'levle: low'],
  ['f.json', '{"rule": [{"name": "a", "levle": "low"}]}', '"levle": "low"'],
  ['g.toml', '# nothing yet\n[alerting]\nrat = "a"\n', 'rat = "a"'],
]
test.each(OURS)('a mistake in %s is shown in its line', async (name, text, line) => {
  const file = written(name, text)
  expect(renderRefusal(await openSources({ file, text }))).toContain(line)
})
