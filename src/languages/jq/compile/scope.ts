/** Names at compile time: where a variable is found at run time, which function a call means. */
import type { Code, PathCode } from '../runtime/code.ts'
import type { Definition } from '../syntax/ast.ts'

export type Scope =
  | {
      readonly kind: 'variable' | 'closure' | 'label'
      readonly name: string
      readonly depth: number
      readonly up: Scope | null
    }
  | { readonly kind: 'function'; readonly info: FunctionInfo; readonly depth: number; readonly up: Scope | null }

export interface FunctionInfo {
  readonly definition: Definition
  readonly recursive: boolean
  /** The scope of the body: the function itself and its parameters. */
  readonly inner: Scope
  /** Length of the environment where the function was defined. */
  readonly depth: number
  /** Set once the body is compiled; calls inside the body wait for it. */
  body: Code | undefined
  /** While compiling the body of a recursive function: take its outputs to be at most one. */
  assumeSingle: boolean
  paths: PathCode | undefined
}

export const depthOf = (scope: Scope | null): number => scope?.depth ?? 0

/** Adds a name that takes up a link of the environment. */
export const extend = (scope: Scope | null, kind: 'variable' | 'closure' | 'label', name: string): Scope => ({
  kind,
  name,
  depth: depthOf(scope) + 1,
  up: scope,
})

export const findVariable = (
  scope: Scope | null,
  name: string,
  kind: 'variable' | 'label' = 'variable',
): number | undefined => {
  for (let at = scope; at; at = at.up) if (at.kind === kind && at.name === name) return depthOf(scope) - at.depth
  return undefined
}

export type Callee = { readonly closure: number } | { readonly info: FunctionInfo } | undefined

export const findFunction = (scope: Scope | null, name: string, arity: number): Callee => {
  for (let at = scope; at; at = at.up) {
    if (at.kind === 'closure' && arity === 0 && at.name === name) return { closure: depthOf(scope) - at.depth }
    if (at.kind === 'function' && at.info.definition.name === name && at.info.definition.params.length === arity) {
      return { info: at.info }
    }
  }
  return undefined
}

/** Every variable and `name/arity` in reach, for suggestions. */
export const namesInReach = (scope: Scope | null, kind: 'variable' | 'function' | 'label'): string[] => {
  const names: string[] = []
  for (let at = scope; at; at = at.up) {
    if (kind === 'function') {
      if (at.kind === 'function') names.push(`${at.info.definition.name}/${at.info.definition.params.length}`)
      if (at.kind === 'closure') names.push(`${at.name}/0`)
    } else if (at.kind === kind) {
      names.push(at.name)
    }
  }
  return names
}
