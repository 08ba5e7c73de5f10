/** AWS SAM: a template in YAML, and what `sam deploy` asks once. */
import { stringify } from 'yaml'
import { defineEmitter } from '../emitter.ts'
import { templateOf } from './template.ts'

export const sam = defineEmitter({
  type: 'sam',
  title: 'AWS SAM template',
  emit: (deployment) => [
    {
      path: 'template.yaml',
      text: stringify(templateOf(deployment), { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false }),
    },
    { path: 'samconfig.toml', text: SAMCONFIG, once: true },
  ],
})

const SAMCONFIG = `version = 0.1

[default.deploy.parameters]
stack_name = "tattletrail"
capabilities = "CAPABILITY_IAM"
resolve_s3 = true
confirm_changeset = true
`
