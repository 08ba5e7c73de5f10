/** The port of an emitter: a deployment goes in, the files that somebody deploys come out. */
import type { Deployment } from './model.ts'

export interface EmittedFile {
  /** From the folder that is written. */
  readonly path: string
  readonly text: string
  /** People edit it: one that is there stays as it is. */
  readonly once?: true
}

export interface Emitter<Type extends string = string> {
  readonly type: Type
  readonly title: string
  /** The first file is the one that is shown when no folder is written. Pure. */
  readonly emit: (deployment: Deployment) => readonly [EmittedFile, ...EmittedFile[]]
}

/** An identity function: the type of an emitter is inferred from its value. */
export const defineEmitter = <const Type extends string>(emitter: Emitter<Type>): Emitter<Type> => emitter
