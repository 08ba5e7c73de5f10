/** Builtins about which outputs there are: empty, error, select, any, all, map ... */
import { add } from '../runtime/arithmetic.ts'
import { type Code, MORE, maybe, NONE, STOP, single } from '../runtime/code.ts'
import { conditional } from '../runtime/combine.ts'
import { iterate } from '../runtime/indexing.ts'
import { step } from '../values/budget.ts'
import { Exhausted, Failure, raise } from '../values/failure.ts'
import { equal } from '../values/order.ts'
import { toJson } from '../values/preview.ts'
import { isNum, truthy, type Value } from '../values/value.ts'
import { type Builtins, code, notFor, of0, of1 } from './builtin.ts'

const nothing = maybe(() => NONE)
const itself = single((input) => input)

const fail = (value: Value): never => {
  throw new Failure(() => (typeof value === 'string' ? value : toJson(value)), { value })
}

/** Whether some output passes; stops at the first that does. */
const some = (source: Code['each'], passes: Code, wanted: boolean): Code =>
  single((input, env) => {
    let found = false
    source(input, env, (item) => {
      step()
      return passes.each(item, env, (answer) => {
        if (truthy(answer) !== wanted) return MORE
        found = true
        return STOP
      })
    })
    return found === wanted
  })

const elements: Code['each'] = (input, _env, out) => iterate(input, out)

const isIn = (source: Code['each'], candidates: Code): Code =>
  single((input, env) => {
    let found = false
    source(input, env, (item) =>
      candidates.each(input, env, (candidate) => {
        step()
        if (!equal(item, candidate)) return MORE
        found = true
        return STOP
      }),
    )
    return found
  })

export const control: Builtins = {
  'empty/0': code(() => nothing),
  'error/0': of0(fail),
  'error/1': of1((_input, value) => fail(value)),
  'halt/0': code(() =>
    maybe(() => {
      throw new Exhausted('the program stopped itself with halt')
    }),
  ),
  'halt_error/0': of0((input) => halt(input)),
  'halt_error/1': of1((input, status) => (isNum(status) ? halt(input) : notFor('halt_error', status))),
  'not/0': of0((input) => !truthy(input)),
  'select/1': code(([test]) =>
    conditional(
      test as Code,
      () => itself,
      () => nothing,
    ),
  ),
  'any/0': code(() => some(elements, itself, true)),
  'any/1': code(([test]) => some(elements, test as Code, true)),
  'any/2': code(([source, test]) => some((source as Code).each, test as Code, true)),
  'all/0': code(() => some(elements, itself, false)),
  'all/1': code(([test]) => some(elements, test as Code, false)),
  'all/2': code(([source, test]) => some((source as Code).each, test as Code, false)),
  'IN/1': code(([candidates]) => isIn((input, _env, out) => out(input), candidates as Code)),
  'IN/2': code(([source, candidates]) => isIn((source as Code).each, candidates as Code)),
  'add/1': code(([f]) =>
    single((input, env) => {
      let sum: Value = null
      ;(f as Code).each(input, env, (item) => {
        step()
        sum = add(sum, item)
        return MORE
      })
      return sum
    }),
  ),
  'map/1': code(([f]) =>
    single((input, env) => {
      const results: Value[] = []
      iterate(input, (item) =>
        (f as Code).each(item, env, (result) => {
          step()
          results.push(result)
          return MORE
        }),
      )
      return results
    }),
  ),
  // There is one record and it is already the input.
  'input/0': of0(() => raise('break')),
  'inputs/0': code(() => nothing),
  'debug/0': code(() => itself),
  'debug/1': code(([message]) =>
    single((input, env) => {
      ;(message as Code).each(input, env, () => MORE)
      return input
    }),
  ),
  'stderr/0': code(() => itself),
  'input_filename/0': of0(() => null),
  'input_line_number/0': of0(() => 0),
  'now/0': code((_args, { options }) => single(() => (options.now ? options.now() : null))),
}

/** Ends the program and passes through every `try`. */
const halt = (value: Value): never => {
  throw new Exhausted(typeof value === 'string' ? value : toJson(value))
}
