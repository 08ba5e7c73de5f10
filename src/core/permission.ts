/** What a plug-in's calls must be allowed to do. */
export interface Permission {
  /** As IAM calls it, such as `sns:Publish`. */
  readonly action: string
  /** An ARN; a partition, a Region or an account that it leaves empty is the one of the deployment. `env:NAME`: what the deployment makes for it. */
  readonly resource: string
  /** Operator -> key -> value (IAM User Guide, "IAM JSON policy elements: Condition"). */
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string>>>>
}
