/** The recipes of CONTRIBUTING.md: what they say to write, read from the page and followed to the letter. */

export interface Step {
  /** From the root of the repository. */
  readonly path: string
  /** A whole new file, or a change of one as a diff without line numbers. */
  readonly kind: 'file' | 'change'
  readonly text: string
}

export interface Recipe {
  readonly title: string
  readonly steps: readonly Step[]
}

/** A path by itself on a line, and under it a block: the file, or a `diff` of it. */
const STEP = /^`([^`\n]+)`[^\n]*:\n+(`{3,})(\w+)\n([\s\S]*?)^\2$/gm

/** @param page Markdown: a heading of the third rank begins a recipe */
export const readRecipes = (page: string): readonly Recipe[] =>
  page
    .split(/^### /m)
    .slice(1)
    .map((section) => ({
      title: section.slice(0, section.indexOf('\n')),
      steps: [...section.split(/^## /m, 1).join('').matchAll(STEP)].map(([, path = '', , language, text = '']) => ({
        path,
        kind: language === 'diff' ? ('change' as const) : ('file' as const),
        text,
      })),
    }))
    .filter(({ steps }) => steps.length > 0)

/**
 * A file as a diff changes it. Its pieces are apart by `@@`; each stands where what it leaves and what it takes away stand.
 * @throws Error when they stand nowhere, or at several places
 */
export const changed = (file: string, diff: string): string =>
  diff
    .split(/^@@.*\n/m)
    .reduce((lines: readonly string[], piece) => {
      const marked = piece.split('\n').filter((line) => line !== '')
      const without = (sign: string) => marked.filter((line) => !line.startsWith(sign)).map((line) => line.slice(1))
      const before = without('+')
      const places = lines.flatMap((_, at) => (before.every((line, step) => lines[at + step] === line) ? [at] : []))
      const [place] = places
      if (place === undefined || places.length > 1 || before.length === 0)
        throw new Error(`${places.length} places for ${JSON.stringify(before)}`)
      return [...lines.slice(0, place), ...without('-'), ...lines.slice(place + before.length)]
    }, file.split('\n'))
    .join('\n')
