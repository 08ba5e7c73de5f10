/** Times, counts and names in words. */
import { cut } from '../terminal.ts'

/** `2026-03-04 02:14:09`; by the clock of UTC. */
export const clock = (at: number): string => {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? 'no time' : date.toISOString().slice(0, 19).replace('T', ' ')
}

export const clockOf = (iso: string): string => {
  const at = Date.parse(iso)
  return Number.isNaN(at) ? iso || 'no time' : clock(at)
}

export const number = (value: number): string => value.toLocaleString('en')

export const plural = (count: number, noun: string): string => `${number(count)} ${noun}${count === 1 ? '' : 's'}`

/** `43 min`, `2 h 10 min`, `3 d 4 h`. */
export const span = (milliseconds: number): string => {
  const minutes = Math.round(milliseconds / 60_000)
  if (minutes < 1) return `${Math.round(milliseconds / 1000)} s`
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours} h${minutes % 60 ? ` ${minutes % 60} min` : ''}`
  return `${Math.floor(hours / 24)} d${hours % 24 ? ` ${hours % 24} h` : ''}`
}

export const size = (bytes: number): string => {
  const units = ['B', 'KB', 'MB', 'GB']
  const at = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10))
  return `${(bytes / 1024 ** at).toFixed(at === 0 ? 0 : 1)} ${units[at]}`
}

/** Keeps both ends of what is too long: names differ at their ends. */
export const middle = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, Math.ceil(limit / 2) - 1)}…${text.slice(-Math.floor(limit / 2))}`

/** The beginning of what is too long; the whole of it is a click away. */
export const short = (text: string, limit = 240): string => cut(text, limit)
