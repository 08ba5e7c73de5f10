/** The simulator, for the command line. */
export { publicKeyPem, simulate, stories } from '../simulate/index.ts'
