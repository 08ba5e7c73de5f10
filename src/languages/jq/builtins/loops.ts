/** Builtins that go on and on: range, recurse, while, until, repeat. */
import { type Code, type Env, type Flow, MORE, many, maybe, NONE, type Out, single } from '../runtime/code.ts'
import { descend } from '../runtime/streams.ts'
import { step } from '../values/budget.ts'
import { addNumbers, compareNumbers } from '../values/number.ts'
import { isNum, type Num, truthy, type Value } from '../values/value.ts'
import { type Builtins, code, notFor } from './builtin.ts'

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

export const loops: Builtins = {
  'range/1': code(([to]) => rangeCode(zero, to as Code, one)),
  'range/2': code(([from, to]) => rangeCode(from as Code, to as Code, one)),
  'range/3': code(([from, to, by]) => rangeCode(from as Code, to as Code, by as Code)),
  'recurse/0': code(() => many((input, _env, out) => descend(input, out))),
  'recurse/1': code(([f]) => recurse(f as Code, undefined)),
  'recurse/2': code(([f, condition]) => recurse(f as Code, condition as Code)),
  'while/2': code(([condition, update]) => whileLoop(condition as Code, update as Code)),
  'until/2': code(([condition, update]) => untilLoop(condition as Code, update as Code)),
  'repeat/1': code(([f]) => repeat(f as Code)),
}
