/** What paints a text for a terminal, or leaves it plain. */
import type pc from 'picocolors'

export type Colors = ReturnType<typeof pc.createColors>
