/** What of a process its configuration may have: whoever starts the process says it. */

/** What whoever started the process lets a configuration have of it. */
export interface Allowed {
  /** Variables of the environment; absent: all but those that are of the process itself. */
  readonly variables?: ReadonlySet<string> | undefined
  /** Below it alerts are written, and secrets may be kept in files; absent: there is no disk. */
  readonly folder?: string | undefined
}

/** `TATTLETRAIL_SECRETS` names variables, with commas between them; `TATTLETRAIL_FILES` a folder for alerts. @param folder of the configuration */
export const allowedBy = (environment: NodeJS.ProcessEnv, folder: string): Allowed => ({
  variables: variablesIn(environment),
  folder: environment.TATTLETRAIL_FILES || folder,
})

/** The same in a function: what the deployment did not name is not there. */
export const allowedInFunction = (environment: NodeJS.ProcessEnv): Allowed => ({
  variables: variablesIn(environment) ?? new Set(),
})

const variablesIn = ({ TATTLETRAIL_SECRETS: names }: NodeJS.ProcessEnv): ReadonlySet<string> | undefined =>
  names === undefined ? undefined : new Set(names.split(',').map((name) => name.trim()))
