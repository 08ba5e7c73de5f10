/** What is valid jq and still no rule: each with the part of the program that is at fault, and what to write. */
import { expect, test } from 'vitest'
import { jq } from './index.ts'

const mistakes: readonly (readonly [program: string, at: string, hint: RegExp])[] = [
  ['select(.eventName = "CreateUser")', '=', /\.eventName == "CreateUser"/],
  ['.eventName = "CreateUser"', '=', /\.eventName == "CreateUser"/],
  ['select(.eventName == "A" and .userIdentity.type = "Root")', '=', /\.userIdentity\.type == "Root"/],
  ['select(.eventName == "A") | .userIdentity.type = "Root"', '=', /==/],
  ['select(.eventName == "A") | select(.errorCode = null | not)', '=', /\.errorCode == null/],
  ['if .eventName = "A" then . else empty end', '=', /==/],
  ['select(any(.resources[]; .ARN = "x"))', '=', /\.ARN == "x"/],
  ['def bad: .eventName = "A"; select(.eventSource = "b")', '=', /\.eventSource == "b"/],
  ['.Records[] | select(.eventName == "A")', '.Records', /leave out/],
  ['.Records[]? | select(.eventName == "A")', '.Records', /leave out/],
  ['select(.Records | length > 0)', '.Records', /leave out/],
  ['select(.eventName == "A" or "B")', '"B"', /IN\("A", "B"\)/],
  ['select(.eventName == ["A", "B"])', '["A", "B"]', /\.eventName \| IN\("A", "B"\)/],
  ['.eventName == "A" | .userIdentity.type == "Root"', '.userIdentity', /join conditions by "and"/],
  ['select(.resources.ARN == "x")', '.resources.ARN', /any\(\.resources\[\]\?; \.ARN/],
  ['"A" or .eventName == "B"', '"A"', /compare each/],
  ['select("CreateUser")', '"CreateUser"', /compare each/],
  ['.eventName | .foo', '.foo', /\(\.eventName \| \.\.\.\) and \.foo/],
  ['.eventName.foo', '.eventName.foo', /\.eventName == /],
  [
    '.eventName | startswith("Delete") and .userIdentity.type == "Root"',
    '.userIdentity',
    /\(\.eventName \| \.\.\.\) and/,
  ],
  ['select(.eventSource | test("iam") and (.errorCode | not))', '.errorCode', /reaches to the end/],
]
test.each(mistakes)('%s', (program, at, hint) => {
  const [first, ...more] = jq.compile(program).warnings
  expect(more).toEqual([])
  expect(first).toMatchObject({ warning: true, mistake: true, hint: expect.stringMatching(hint) })
  expect(program.slice(first?.offset).startsWith(at)).toBe(true)
  expect(first?.length).toBe(at.length)
})

test('two conditions that go through one list by themselves', () => {
  const items = '.requestParameters.ipPermissions.items[]'
  const program = `select(${items}.fromPort == 22 and ${items}.ipRanges.items[].cidrIp == "0.0.0.0/0")`
  const [warning, ...more] = jq.compile(program).warnings
  expect(more).toEqual([])
  expect(warning).toMatchObject({
    warning: true,
    hint: expect.stringContaining('any(.requestParameters.ipPermissions.items[]?;'),
  })
  expect(warning?.mistake).toBeUndefined()
  expect(warning?.offset).toBe(program.lastIndexOf(items))
})

const right: readonly string[] = [
  'select(.a.items[].x == 1 and .b.items[].y == 2)',
  'select(any(.a.items[]; .x == 1 and .y == 2))',
  '.a.items[] | select(.x == 1 and .y == 2)',
  'select(.eventName == "A" or .eventName == "B")',
  'select(.eventName | IN("A", "B")) | {who: .userIdentity.arn}',
  'select(.eventName == "A") | .userIdentity.arn',
  'select(.eventName == "A") | .note = "seen"',
  'select(.eventName == "A") | .a += 1',
  'select((.eventName | startswith("Delete")) and .userIdentity.type == "Root")',
  'select(.eventName | test("^(List|Get)") | not)',
  'select(.errorCode // "" | startswith("Access"))',
  'select(.eventName == "A") | "text \\(.eventName)"',
  'any(.resources[]?; .ARN == "x")',
  'select(.requestParameters.Records == 1)',
  '.requestParameters.x as $x | select($x == "a")',
  'true',
  '[.eventName, .errorCode] | select(.[1] == null)',
]
test.each(right)('nothing to say of %s', (program) => {
  expect(jq.compile(program).warnings).toEqual([])
})
