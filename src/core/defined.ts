/** Objects whose optional keys are absent, never undefined. */

type Optional<T> = { [Key in keyof T]-?: undefined extends T[Key] ? Key : never }[keyof T]

/** `T` with each key that may be undefined optional. */
export type Defined<T> = Omit<T, Optional<T>> & { readonly [Key in Optional<T>]?: Exclude<T[Key], undefined> }

/** The same without its undefined keys, in the same order. Not for hot paths: it copies. */
export const defined = <const T extends object>(object: T): Defined<T> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>
