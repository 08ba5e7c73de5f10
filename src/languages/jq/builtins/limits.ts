/** Builtins that take some of the outputs of another: first, last, limit, skip, nth, isempty. */
import { type Code, type Flow, firstOf, MORE, many, maybe, NONE, type Out, STOP, single } from '../runtime/code.ts'
import { step } from '../values/budget.ts'
import { raise } from '../values/failure.ts'
import { toJson } from '../values/preview.ts'
import { isNum, type Value } from '../values/value.ts'
import { type Builtins, code } from './builtin.ts'

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

export const limits: Builtins = {
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
}
