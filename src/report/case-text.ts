/** A Case as text for people. */
import type pc from 'picocolors'
import type { Case } from '../core/case.ts'

type Colors = ReturnType<typeof pc.createColors>

export const renderCase = (
  found: Case,
  _shown: { readonly all: boolean; readonly logs: readonly string[] },
  _colors: Colors,
  _width: number,
): readonly string[] => [found.id]
