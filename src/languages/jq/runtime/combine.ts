/** How the codes of sub-expressions become one: every combination of outputs, pipes, and the operators that choose. */
import { Failure } from '../values/failure.ts'
import { truthy, type Value } from '../values/value.ts'
import { type Code, type Flow, finishGet, isSingle, MORE, many, maybe, NONE, STOP, single, value } from './code.ts'

/** Every combination of the outputs; the last code is the outermost loop, as in gojq. */
export const combine = (codes: readonly Code[], apply: (values: readonly Value[], input: Value) => Value): Code => {
  const [first, second] = codes
  if (codes.every(isSingle)) {
    const gets = codes.map(value)
    if (codes.length === 1) return single((input, env) => apply([gets[0]!(input, env)], input))
    return single((input, env) => {
      const values = new Array<Value>(gets.length)
      for (let at = gets.length - 1; at >= 0; at--) values[at] = gets[at]!(input, env)
      return apply(values, input)
    })
  }
  if (codes.length === 1 && first?.get) {
    return maybe((input, env) => {
      const got = finishGet(first.get!(input, env))
      return got === NONE ? NONE : apply([got], input)
    })
  }
  if (codes.length === 2 && first?.get && second?.get) {
    return maybe((input, env) => {
      const right = second.get!(input, env)
      if (right === NONE) return NONE
      const left = first.get!(input, env)
      return left === NONE ? NONE : apply([left as Value, right as Value], input)
    })
  }
  return many((input, env, out) => {
    const values = new Array<Value>(codes.length)
    const loop = (at: number): Flow => {
      if (at < 0) return out(apply(values.slice(), input))
      return (codes[at] as Code).each(input, env, (found) => {
        values[at] = found
        return loop(at - 1)
      })
    }
    return loop(codes.length - 1)
  })
}

export const combineTwo = (left: Code, right: Code, apply: (left: Value, right: Value) => Value): Code => {
  if (isSingle(left) && isSingle(right)) {
    const [l, r] = [value(left), value(right)]
    return single((input, env) => {
      const by = r(input, env)
      return apply(l(input, env), by)
    })
  }
  return combine([left, right], ([l, r]) => apply(l as Value, r as Value))
}

/** `right` may be in tail position only when `left` has `get`. */
export const pipeCodes = (left: Code, right: Code): Code => {
  const get = left.get
  if (!get) return many((input, env, out) => left.each(input, env, (found) => right.each(found, env, out)))
  const next = right.get
  if (next && left.total) {
    const code = maybe((input, env) => next(get(input, env) as Value, env))
    return right.total ? { ...code, total: true } : code
  }
  if (next) {
    return maybe((input, env) => {
      const found = get(input, env)
      return found === NONE ? NONE : next(found as Value, env)
    })
  }
  return many((input, env, out) => {
    const found = get(input, env)
    return found === NONE ? MORE : right.each(found as Value, env, out)
  })
}

export const logic = (decisive: boolean, left: Code, right: Code): Code => {
  if (isSingle(left) && isSingle(right)) {
    const [l, r] = [value(left), value(right)]
    return decisive
      ? single((input, env) => truthy(l(input, env)) || truthy(r(input, env)))
      : single((input, env) => truthy(l(input, env)) && truthy(r(input, env)))
  }
  if (left.get && right.get) {
    const [l, r] = [left.get, right.get]
    return maybe((input, env) => {
      const found = l(input, env)
      if (found === NONE) return NONE
      if (truthy(found as Value) === decisive) return decisive
      const other = r(input, env)
      return other === NONE ? NONE : truthy(other as Value)
    })
  }
  return many((input, env, out) =>
    left.each(input, env, (found) =>
      truthy(found) === decisive ? out(decisive) : right.each(input, env, (other) => out(truthy(other))),
    ),
  )
}

/** All truthy outputs of the left side; when there is none, the right side. */
export const alternative = (left: Code, right: Code): Code => {
  if (left.get) {
    const l = left.get
    const r = right.get
    if (r) {
      const code = maybe((input, env) => {
        const found = l(input, env)
        return found !== NONE && truthy(found as Value) ? found : r(input, env)
      })
      return right.total ? { ...code, total: true } : code
    }
    return many((input, env, out) => {
      const found = l(input, env)
      return found !== NONE && truthy(found as Value) ? out(found as Value) : right.each(input, env, out)
    })
  }
  return many((input, env, out) => {
    let any = false
    const flow = left.each(input, env, (found) => {
      if (!truthy(found)) return MORE
      any = true
      return out(found)
    })
    return any || flow === STOP ? flow : right.each(input, env, out)
  })
}

export const conditional = (
  test: Code,
  compileThen: (tailToo: boolean) => Code,
  compileOtherwise: (tailToo: boolean) => Code,
): Code => {
  const then = compileThen(test.get !== undefined)
  const otherwise = compileOtherwise(test.get !== undefined)
  const get = test.get
  if (!get) {
    return many((input, env, out) =>
      test.each(input, env, (found) => (truthy(found) ? then : otherwise).each(input, env, out)),
    )
  }
  if (then.get && otherwise.get) {
    const [yes, no] = [then.get, otherwise.get]
    const code = maybe((input, env) => {
      const found = get(input, env)
      return found === NONE ? NONE : truthy(found as Value) ? yes(input, env) : no(input, env)
    })
    return test.total && then.total && otherwise.total ? { ...code, total: true } : code
  }
  return many((input, env, out) => {
    const found = get(input, env)
    if (found === NONE) return MORE
    return (truthy(found as Value) ? then : otherwise).each(input, env, out)
  })
}

/** Only what the body itself throws is caught, not what happens to its outputs further on. */
export const compileTry = (body: Code, handler: Code | undefined): Code => {
  if (body.get && (!handler || handler.get)) {
    const get = body.get
    const onFailure = handler?.get
    return maybe((input, env) => {
      try {
        return get(input, env)
      } catch (thrown) {
        if (!(thrown instanceof Failure)) throw thrown
        return onFailure ? onFailure(thrown.value, env) : NONE
      }
    })
  }
  return many((input, env, out) => {
    let outside = false
    try {
      return body.each(input, env, (found) => {
        outside = true
        const flow = out(found)
        outside = false
        return flow
      })
    } catch (thrown) {
      if (outside || !(thrown instanceof Failure)) throw thrown
      return handler ? handler.each(thrown.value, env, out) : MORE
    }
  })
}
