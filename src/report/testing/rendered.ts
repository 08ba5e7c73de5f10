/** What a format writes, as one text. */
import pc from 'picocolors'
import type { Format, Page } from '../format.ts'

export const PAGE: Page = { colors: pc.createColors(false), width: 100, now: Date.parse('2026-03-04T12:00:00Z') }

/** As it is written: each piece with its line end. */
export const rendered = async <Of>({ render }: Format<Of>, of: Of, page: Partial<Page> = {}): Promise<string> => {
  let text = ''
  for await (const piece of render(of, { ...PAGE, ...page })) text += `${piece}\n`
  return text
}
