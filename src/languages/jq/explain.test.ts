import { describe, expect, test } from 'vitest'
import type { Condition } from '../../core/language.ts'
import { jq } from './index.ts'

const record = {
  eventName: 'ConsoleLogin',
  responseElements: { ConsoleLogin: 'Success' },
  additionalEventData: { MFAUsed: 'Yes' },
  nothing: null,
}

const cases: readonly (readonly [program: string, lines: readonly Condition[]])[] = [
  [
    'select(.eventName == "ConsoleLogin" and .additionalEventData.MFAUsed == "No" and .a != 1) | {who: .b}',
    [
      { text: '.eventName == "ConsoleLogin"', outcome: 'yes', depth: 0, saw: 'ConsoleLogin' },
      { text: '.additionalEventData.MFAUsed == "No"', outcome: 'no', depth: 0, saw: 'Yes' },
      { text: '.a != 1', outcome: 'not-reached', depth: 0 },
    ],
  ],
  [
    'select((.a == 1 or .nothing == null) and (.b | startswith("x")))',
    [
      { text: 'any of', outcome: 'yes', depth: 0, heading: true },
      { text: '.a == 1', outcome: 'no', depth: 1 },
      { text: '.nothing == null', outcome: 'yes', depth: 1, saw: null },
      { text: '(.b | startswith("x"))', outcome: 'error', depth: 0 },
    ],
  ],
  [
    'select(.eventName | test("^(List|Get)") | not) | .userIdentity.arn',
    [
      { text: '.eventName | test("^(List|Get)") | not', outcome: 'yes', depth: 0, saw: 'ConsoleLogin' },
      { text: '.userIdentity.arn', outcome: 'no', depth: 0 },
    ],
  ],
  [
    'select(.a or .b | not)',
    [
      { text: 'none of', outcome: 'yes', depth: 0, heading: true },
      { text: '.a', outcome: 'no', depth: 1 },
      { text: '.b', outcome: 'no', depth: 1 },
    ],
  ],
]

describe('explain', () => {
  for (const [program, lines] of cases) {
    test(program, () => expect(jq.compile(program).explain(record)).toEqual(lines))
  }
})
