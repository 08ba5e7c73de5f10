/** Builtins about which outputs there are: empty, select, first, limit, range, recurse, any ... */

import { add } from '../runtime/arithmetic.ts'
import {
  type Code,
  type Env,
  type Flow,
  firstOf,
  MORE,
  many,
  maybe,
  NONE,
  type Out,
  STOP,
  single,
} from '../runtime/code.ts'
import { conditional } from '../runtime/combine.ts'
import { iterate } from '../runtime/indexing.ts'
import { descend } from '../runtime/streams.ts'
import { step } from '../values/budget.ts'
import { Exhausted, Failure, raise } from '../values/failure.ts'
import { addNumbers, compareNumbers } from '../values/number.ts'
import { equal } from '../values/order.ts'
import { toJson } from '../values/preview.ts'
import { isNum, type Num, truthy, type Value } from '../values/value.ts'
import { type Builtins, code, notFor, of0, of1 } from './builtin.ts'

const nothing = maybe(() => NONE)
const itself = single((input) => input)

const fail = (value: Value): never => {
  throw new Failure(() => (typeof value === 'string' ? value : toJson(value)), { value })
}

const range = (from: Value, to: Value, by: Value, out: Out): Flow => {
  for (const bound of [from, to, by]) if (!isNum(bound)) notFor('range', bound)
  const direction = compareNumbers(by as Num, 0)
  for (let at = from as Num; direction * compareNumbers(at, to as Num) < 0; at = addNumbers(at, by as Num)) {
    step()
    const flow = out(at)
    if (flow !== MORE) return flow
  }
  return MORE
}

/** The first argument is the outermost loop, as with `def range($from; $to; $by)`. */
const rangeCode = (from: Code, to: Code, by: Code): Code =>
  many((input, env, out) =>
    from.each(input, env, (a) => to.each(input, env, (b) => by.each(input, env, (c) => range(a, b, c, out)))),
  )

const zero = single(() => 0)
const one = single(() => 1)

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

/** Runs `f` until `count` outputs have gone out. */
const limited = <Output extends readonly unknown[]>(
  count: Value,
  run: (out: (...output: Output) => Flow) => Flow,
  out: (...output: Output) => Flow,
): Flow => {
  if (!isNum(count)) return raise(() => `limit does not take ${toJson(count)} as its count`)
  if (count < 0) return raise("limit doesn't support negative count")
  if (!(count > 0)) return MORE
  let left = Number(count)
  let stopped = false
  run((...output) => {
    step()
    left--
    stopped = out(...output) === STOP
    return stopped || left <= 0 ? STOP : MORE
  })
  return stopped ? STOP : MORE
}

const skipping = <Output extends readonly unknown[]>(
  count: Value,
  run: (out: (...output: Output) => Flow) => Flow,
  out: (...output: Output) => Flow,
): Flow => {
  if (!isNum(count)) return raise(() => `skip does not take ${toJson(count)} as its count`)
  if (count < 0) return raise("skip doesn't support negative count")
  let left = Number(count)
  return run((...output) => {
    step()
    return left-- > 0 ? MORE : out(...output)
  })
}

const nth = <Output extends readonly unknown[]>(
  count: Value,
  run: (out: (...output: Output) => Flow) => Flow,
  out: (...output: Output) => Flow,
): Flow => {
  if (isNum(count) && count < 0) raise("nth doesn't support negative index")
  return limited<Output>(1, (inner) => skipping(count, run, inner), out)
}

const recurse = (f: Code, condition: Code | undefined): Code => {
  const visit = (value: Value, env: Env | null, out: Out): Flow => {
    let at = value
    for (;;) {
      step()
      const flow = out(at)
      if (flow !== MORE) return flow
      if (f.get && !condition) {
        const next = f.get(at, env)
        if (next === NONE) return MORE
        at = next as Value
        continue
      }
      return f.each(at, env, (next) => {
        if (!condition) return visit(next, env, out)
        return condition.each(next, env, (answer) => (truthy(answer) ? visit(next, env, out) : MORE))
      })
    }
  }
  return many(visit)
}

const whileLoop = (condition: Code, update: Code): Code => {
  const visit = (value: Value, env: Env | null, out: Out): Flow => {
    let at = value
    for (;;) {
      step()
      if (!condition.get || !update.get) {
        const from = at
        return condition.each(from, env, (answer) => {
          if (!truthy(answer)) return MORE
          const flow = out(from)
          return flow === MORE ? update.each(from, env, (next) => visit(next, env, out)) : flow
        })
      }
      const answer = condition.get(at, env)
      if (answer === NONE || !truthy(answer as Value)) return MORE
      const flow = out(at)
      if (flow !== MORE) return flow
      const next = update.get(at, env)
      if (next === NONE) return MORE
      at = next as Value
    }
  }
  return many(visit)
}

const untilLoop = (condition: Code, update: Code): Code => {
  const [test, advance] = [condition.get, update.get]
  if (test && advance) {
    return maybe((input, env) => {
      let at = input
      for (;;) {
        step()
        const answer = test(at, env)
        if (answer === NONE) return NONE
        if (truthy(answer as Value)) return at
        const next = advance(at, env)
        if (next === NONE) return NONE
        at = next as Value
      }
    })
  }
  const visit = (at: Value, env: Env | null, out: Out): Flow => {
    step()
    return condition.each(at, env, (answer) =>
      truthy(answer) ? out(at) : update.each(at, env, (next) => visit(next, env, out)),
    )
  }
  return many(visit)
}

const repeat = (f: Code): Code => {
  const visit = (value: Value, env: Env | null, out: Out): Flow => {
    for (;;) {
      step()
      const flow = f.each(value, env, out)
      if (flow !== MORE) return flow
    }
  }
  return many(visit)
}

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
  'range/1': code(([to]) => rangeCode(zero, to as Code, one)),
  'range/2': code(([from, to]) => rangeCode(from as Code, to as Code, one)),
  'range/3': code(([from, to, by]) => rangeCode(from as Code, to as Code, by as Code)),
  'recurse/0': code(() => many((input, _env, out) => descend(input, out))),
  'recurse/1': code(([f]) => recurse(f as Code, undefined)),
  'recurse/2': code(([f, condition]) => recurse(f as Code, condition as Code)),
  'while/2': code(([condition, update]) => whileLoop(condition as Code, update as Code)),
  'until/2': code(([condition, update]) => untilLoop(condition as Code, update as Code)),
  'repeat/1': code(([f]) => repeat(f as Code)),
  'first/1': {
    compile: ([f]) => maybe((input, env) => firstOf(f as Code, input, env)),
    paths:
      (_codes, [f]) =>
      (place, value, env, out) =>
        limited(1, (inner) => f!(place, value, env, inner), out),
  },
  'last/1': {
    compile: ([f]) =>
      maybe((input, env) => {
        let last: Value | typeof NONE = NONE
        f!.each(input, env, (found) => {
          step()
          last = found
          return MORE
        })
        return last
      }),
    paths:
      (_codes, [f]) =>
      (place, value, env, out) => {
        let [at, last, any] = [place, value, false]
        f!(place, value, env, (next, found) => {
          ;[at, last, any] = [next, found, true]
          return MORE
        })
        return any ? out(at, last) : MORE
      },
  },
  'limit/2': {
    compile: ([count, f]) =>
      many((input, env, out) =>
        count!.each(input, env, (n) => limited(n, (inner: Out) => f!.each(input, env, inner), out)),
      ),
    paths:
      ([count], [, f]) =>
      (place, value, env, out) =>
        count!.each(value, env, (n) => limited(n, (inner) => f!(place, value, env, inner), out)),
  },
  'skip/2': {
    compile: ([count, f]) =>
      many((input, env, out) =>
        count!.each(input, env, (n) => skipping(n, (inner: Out) => f!.each(input, env, inner), out)),
      ),
    paths:
      ([count], [, f]) =>
      (place, value, env, out) =>
        count!.each(value, env, (n) => skipping(n, (inner) => f!(place, value, env, inner), out)),
  },
  'nth/2': {
    compile: ([count, f]) =>
      many((input, env, out) =>
        count!.each(input, env, (n) => nth(n, (inner: Out) => f!.each(input, env, inner), out)),
      ),
    paths:
      ([count], [, f]) =>
      (place, value, env, out) =>
        count!.each(value, env, (n) => nth(n, (inner) => f!(place, value, env, inner), out)),
  },
  'isempty/1': code(([f]) => single((input, env) => firstOf(f as Code, input, env) === NONE)),
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
