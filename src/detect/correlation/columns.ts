/** Columns: the observations of one correlation, held as numbers and shared texts, some tens of bytes each. */

/** Stretches of another correlation's ordered events, for an observation that was a correlation itself. */
export interface Evidence {
  readonly columns: ObservationColumns
  readonly order: Int32Array
  readonly from: number
  readonly to: number
}

/** A group and a value as numbers; -1 for none. */
export interface GroupValueNumbers {
  readonly group: number
  readonly value: number
}

export interface Row {
  readonly time: number
  readonly eventId: string
  readonly rule: number
  readonly group: number
  readonly value: number
  /** One for each ancestor. */
  readonly above: readonly GroupValueNumbers[]
  readonly evidence?: Evidence
}

export interface ObservationColumns {
  add(row: Row): void
  readonly size: () => number
  readonly time: (row: number) => number
  readonly eventId: (row: number) => string
  readonly rule: (row: number) => number
  readonly group: (row: number) => number
  readonly value: (row: number) => number
  readonly above: (row: number, ancestor: number) => GroupValueNumbers
  readonly evidence: (row: number) => Evidence | undefined
}

const FIRST_SIZE = 64

export const createColumns = (ancestors: number): ObservationColumns => {
  let size = 0
  let times = new Float64Array(FIRST_SIZE)
  /** rule, group, value, then group and value for each ancestor. */
  const width = 3 + 2 * ancestors
  let numbers = new Int32Array(FIRST_SIZE * width)
  const eventIds: string[] = []
  const evidence = new Map<number, Evidence>()

  const grow = () => {
    const moreTimes = new Float64Array(times.length * 2)
    moreTimes.set(times)
    times = moreTimes
    const moreNumbers = new Int32Array(numbers.length * 2)
    moreNumbers.set(numbers)
    numbers = moreNumbers
  }
  const number = (row: number, column: number): number => numbers[row * width + column] as number
  return {
    add: (row) => {
      if (size === times.length) grow()
      times[size] = row.time
      numbers.set(
        [row.rule, row.group, row.value, ...row.above.flatMap(({ group, value }) => [group, value])],
        size * width,
      )
      eventIds.push(row.eventId)
      if (row.evidence) evidence.set(size, row.evidence)
      size++
    },
    size: () => size,
    time: (row) => times[row] as number,
    eventId: (row) => eventIds[row] as string,
    rule: (row) => number(row, 0),
    group: (row) => number(row, 1),
    value: (row) => number(row, 2),
    above: (row, ancestor) => ({ group: number(row, 3 + 2 * ancestor), value: number(row, 4 + 2 * ancestor) }),
    evidence: (row) => evidence.get(row),
  }
}

/** Each distinct text once, as a number. */
export interface Texts {
  readonly number: (text: string | undefined) => number
  readonly text: (number: number) => string
}

export const createTexts = (): Texts => {
  const numbers = new Map<string, number>()
  const texts: string[] = []
  return {
    number: (text) => {
      if (text === undefined) return -1
      const known = numbers.get(text)
      if (known !== undefined) return known
      numbers.set(text, texts.length)
      return texts.push(text) - 1
    },
    text: (number) => texts[number] ?? '',
  }
}
