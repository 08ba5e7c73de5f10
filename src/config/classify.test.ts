import { expect, test } from 'vitest'
import { classify, unknownFile } from './classify.ts'

test.each<[kind: string, file: string, text: string]>([
  ['config', 'tattletrail.toml', '[[rule]]\n'],
  ['unknown', 'x.toml', 'anything = 1'],
  ['config', 'x.toml', '# nothing yet'],
  ['config', 'x.toml', '[[ruel]]'],
  ['config', 'x.toml', '[rule.filter]'],
  ['unknown', 'x.toml', '[default]\nrule = 1'],
  ['unknown', 'x.yml', 'services: {}\nrules: {}'],
  ['config', 'x.toml', '[[rule'],
  ['config', 'x.yml', 'rule:\n  - name: a\n    sigma:\n      detection: {}\n'],
  ['config', 'x.yml', 'rules: []'],
  ['config', 'x.json', '{"destination": []}'],
  ['config', 'x.json', '{"rule": [{"name": "a",}]}'],
  ['sigma', 'x.yml', 'title: a\nlogsource: {}\ndetection:\n  a: b\n'],
  ['sigma', 'x.yml', '# c\n---\ntitle: a\ncorrelation:\n  type: event_count\n'],
  ['sigma', 'x.yml', 'title: a\ndetection: [\n'],
  ['sigma', 'x.json', '{"title": "a", "detection": {}}'],
  ['sigma', 'x.yml', '{title: a, detection: {}}'],
  ['filter-config', 'filter_config.json', '{"source": "iam", "regexp": "User", "sns": {}}'],
  ['filter-config', 'x.yml', 'source: iam\nregexp: User\n'],
  ['filter-config', 'x.json', '{"source": "iam", "regexp": "User"'],
  ['unknown', 'x.json', '{"Records": []}'],
  ['config', 'x.json', '{"rule": [{"name": "say \\"detection\\": {", "sigma": {"detection": {}}}]}'],
  ['config', 'x.yml', '{rule: [{sigma: {detection: {}}}]}'],
  ['unknown', 'x.json', '{"a": {"rule": []}, "b": "detection"}'],
  ['unknown', 'x.json', '[1]'],
  ['unknown', 'x.yml', 'Resources:\n  A: {}\n'],
  ['unknown', 'x.yml', '\ufeff \n'],
  ['unknown', 'notes.txt', 'hello'],
])('%s: %s', (kind, file, text) => {
  expect(classify(text, file, ['rule', 'rules', 'destination'])).toBe(kind)
})

test('a file that is none of them is told what one looks like', () => {
  expect(unknownFile('a.yml', 'x')).toMatchObject({ line: 1, message: 'this is no file of rules', severity: 'error' })
  expect(unknownFile('a.yml', '\ufeff').message).toBe('the file is empty')
})
