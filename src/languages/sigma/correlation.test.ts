/** Correlations: each key of the block, right and wrong. */
import { expect, test } from 'vitest'
import type { Json } from '../../core/json.ts'
import { CompileError } from '../../core/problem.ts'
import { sigma } from './index.ts'

/** the correlation block, what is wrong with it. */
const CORRELATIONS: readonly (readonly [Json, readonly string[]])[] = [
  [{ type: 'temporal', rules: ['a', 'b'], timespan: '1d' }, []],
  [{ type: 'temporal_ordered', rules: ['a', 'b'], 'group-by': ['x'], timespan: '2w', condition: { gte: 2 } }, []],
  [{ type: 'new_value', rules: ['a'], field: 'x', timespan: '30d', learning: '7d' }, []],
  [{ type: 'new_value', rules: ['a'], condition: { field: 'x' }, timespan: '30d' }, []],
  [{ type: 'event_count', rules: ['a'], timespan: '10 m', condition: { gte: 2 } }, ['"10 m" is not a timespan']],
  [{ type: 'event_count', rules: ['a'], timespan: '0s', condition: { gte: 2 } }, ['"0s" is not a timespan']],
  [{ type: 'event_count', rules: ['a'], timespan: '1h' }, ['the correlation has no condition']],
  [{ type: 'event_count', rules: ['a'], timespan: '1h', condition: {} }, ['the condition states no count']],
  [
    { type: 'event_count', rules: ['a'], timespan: '1h', condition: { gte: -1 } },
    ['"gte" must be a whole number', 'the condition states no count'],
  ],
  [
    { type: 'event_count', rules: ['a'], timespan: '1h', condition: { gtee: 1 } },
    ['unknown key "gtee" in condition', 'the condition states no count'],
  ],
  [
    { type: 'event_count', rules: ['a'], timespan: '1h', condition: { gte: 1, field: 'x' } },
    ['"field" has no meaning here: event_count looks at no field'],
  ],
  [{ type: 'value_count', rules: ['a'], timespan: '1h', condition: { gte: 1 } }, ['value_count needs a field']],
  [{ type: 'value_count', rules: ['a'], timespan: '1h', condition: { gte: 3, field: ['x', 'y'] } }, []],
  [
    { type: 'value_count', rules: ['a'], timespan: '1h', condition: { gte: 3, field: ['x', 'x'] } },
    ['"x" is given twice'],
  ],
  ...['value_sum', 'value_avg', 'value_percentile', 'value_median'].map((type): (typeof CORRELATIONS)[number] => [
    { type, rules: ['a'], timespan: '1h', condition: { gte: 3, field: 'x' } },
    [`the type "${type}" (Sigma 2.1) is not supported`],
  ]),
  [{ type: 'temporal', rules: ['a', 'a'], timespan: '1h' }, ['"a" is given twice']],
  [{ type: 'temporal', rules: [], timespan: '1h' }, ['the correlation has no rules']],
  [
    { type: 'temporal', rules: ['a', 'b'], timespan: '1h', condition: 'a and b' },
    ['a condition over the names of rules is not supported'],
  ],
  [
    { type: 'temporal', rules: ['a'], timespan: '1h', learning: '1d' },
    ['"learning" has no meaning here: only new_value learns'],
  ],
  [
    { type: 'temporal', rules: ['a', 'b'], 'group-by': ['x'], timespan: '1h', aliases: { x: { c: 'y' } } },
    ['"c" is not in rules'],
  ],
  [{ type: 'temporal', rules: ['a', 'b'], groupby: ['x'], timespan: '1h' }, ['unknown key "groupby" in correlation']],
  [{ type: 'temporal', rules: ['a', 'b'], timespan: '1h', generate: 'yes' }, ['"generate" must be true or false']],
]
test.each(CORRELATIONS)('correlation %j', (correlation, expected) => {
  expect(faultsOf(correlation)).toEqual(expected)
})

const faultsOf = (correlation: Json): readonly string[] => {
  try {
    return sigma.compile({ title: 'C', correlation }).warnings.map(({ message }) => message)
  } catch (error) {
    if (error instanceof CompileError) return error.problems.map(({ message }) => message)
    throw error
  }
}
