/** What a computation costs this processor: a bound on it holds on a busy machine too, where a bound on the clock would not. */

/** @returns milliseconds of all threads of this process, garbage collection with them */
export const cpuTime = (compute: () => void): number => {
  const before = process.cpuUsage()
  compute()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
