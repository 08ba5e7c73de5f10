/** stub */
export const explainProgram = (..._: unknown[]) => []
