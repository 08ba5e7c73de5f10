/** The simulator, for the command line. */
export { simulate, stories } from '../simulate/index.ts'
