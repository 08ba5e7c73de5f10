/** What a command would do to an account, before it does: resources of the stack, then calls. */
import { isObject } from '../../core/json.ts'
import type { CanaryDesk, CanaryLife } from './life.ts'
import { resourcesOf } from './stack.ts'
import { isMade, stepsOf } from './steps.ts'

export interface PlannedPart {
  /** What it is in the stack, or the call. */
  readonly what: string
  readonly type: string
  readonly isThere: boolean
}

/** Asks the account what stands, and changes nothing. @throws AccountError */
export const partsOf = async (
  desk: Pick<CanaryDesk, 'account' | 'decoyOf'>,
  life: CanaryLife,
): Promise<readonly PlannedPart[]> => {
  const resources = Object.entries(resourcesOf(desk, life))
  const stack = resources.length === 0 ? undefined : await desk.account.stack(life.stack)
  return [
    ...resources.map(([name, resource]) => ({
      what: `${name} in the stack ${life.stack}`,
      type: isObject(resource) ? String(resource.Type) : '',
      isThere: stack?.ids[name] !== undefined,
    })),
    ...stepsOf(desk, life).map(({ name, call }) => ({
      what: `${call.service}:${call.command}`,
      type: name,
      isThere: isMade(life, name),
    })),
  ]
}
