/** The same decoys as Terraform, in its JSON: for who deploys by it. No provider has seen it here. */
import { isObject, type Json, type JsonObject } from '../core/json.ts'
import type { Decoy } from './canary.ts'
import { templateOf } from './template.ts'

/** Type -> label -> arguments. */
type Blocks = Readonly<Record<string, Readonly<Record<string, JsonObject>>>>
interface Resource {
  readonly Type: string
  readonly Properties: JsonObject
}

/**
 * `main.tf.json`. What CloudFormation makes up (a password, a key pair, a package of code) comes of the providers `tls` and
 * `archive`, and stands in the state.
 * @throws Error what `templateOf` throws
 */
export const terraformOf = (decoys: readonly Decoy[]): JsonObject => {
  const resources = templateOf(decoys).Resources as unknown as Readonly<Record<string, Resource>>
  const blocks = Object.entries(resources).map(([id, resource]) => blocksOf(id, resource, resources))
  const all = (kind: 'resource' | 'data') => merged(blocks.map((one) => one[kind] ?? {}))
  return { data: merged([SURROUNDINGS, all('data')]), resource: all('resource') }
}

const SURROUNDINGS: Blocks = {
  aws_caller_identity: { current: {} },
  aws_availability_zones: { available: { state: 'available' } },
}

const merged = (all: readonly Blocks[]): Blocks => {
  const types = [...new Set(all.flatMap((one) => Object.keys(one)))]
  return Object.fromEntries(types.map((type) => [type, Object.assign({}, ...all.map((one) => one[type]))]))
}

const labelOf = (id: string): string => id.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase()

const TYPES: Readonly<Record<string, string>> = {
  'AWS::IAM::User': 'aws_iam_user',
  'AWS::IAM::Role': 'aws_iam_role',
  'AWS::S3::Bucket': 'aws_s3_bucket',
  'AWS::SecretsManager::Secret': 'aws_secretsmanager_secret',
  'AWS::SSM::Parameter': 'aws_ssm_parameter',
  'AWS::DynamoDB::Table': 'aws_dynamodb_table',
  'AWS::ECR::Repository': 'aws_ecr_repository',
  'AWS::Lambda::Function': 'aws_lambda_function',
  'AWS::SQS::Queue': 'aws_sqs_queue',
  'AWS::SNS::Topic': 'aws_sns_topic',
  'AWS::KMS::Key': 'aws_kms_key',
  'AWS::KMS::Alias': 'aws_kms_alias',
  'AWS::EC2::KeyPair': 'aws_key_pair',
  'AWS::EC2::Volume': 'aws_ebs_volume',
}

/** Arguments that are called otherwise than the property in snake case. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  ...{
    UserName: 'name',
    RoleName: 'name',
    BucketName: 'bucket',
    TableName: 'name',
    RepositoryName: 'name',
    QueueName: 'name',
  },
  ...{ TopicName: 'name', AliasName: 'name', KeyPolicy: 'policy', PendingWindowInDays: 'deletion_window_in_days' },
  ...{ AssumeRolePolicyDocument: 'assume_role_policy', VolumeType: 'type', EmptyOnDelete: 'force_delete' },
  ...{ SqsManagedSseEnabled: 'sqs_managed_sse_enabled', Policies: '', PublicAccessBlockConfiguration: '', Code: '' },
  ...{ GenerateSecretString: '', AttributeDefinitions: '', KeySchema: '', Tags: '', Environment: '' },
}

const blocksOf = (id: string, { Type, Properties }: Resource, all: Readonly<Record<string, Resource>>) => {
  const type = TYPES[Type]
  if (type === undefined) throw new Error(`${Type} has no form in Terraform here`)
  const label = labelOf(id)
  const say = (value: Json): Json => spoken(value, all)
  const own = Object.entries(Properties).flatMap(([property, value]) => {
    const argument = ARGUMENTS[property] ?? labelOf(property)
    const isDocument = /Policy(?:Document)?$/.test(property)
    return argument === '' ? [] : [[argument, isDocument ? JSON.stringify(say(value)) : say(value)] as const]
  })
  const beside = BESIDE[Type]?.(Properties, label, say) ?? {}
  return {
    data: beside.data,
    resource: merged([
      { [type]: { [label]: { ...Object.fromEntries(own), ...beside.arguments } } },
      beside.resource ?? {},
    ]),
  }
}

interface Beside {
  readonly arguments?: JsonObject
  readonly resource?: Blocks
  readonly data?: Blocks
}

const inline = (Policies: Json | undefined, owner: 'user' | 'role', label: string): Beside => {
  const [policy] = Array.isArray(Policies) ? Policies : []
  if (!isObject(policy)) return {}
  const body = { name: policy.PolicyName ?? '', policy: JSON.stringify(policy.PolicyDocument) }
  return {
    resource: { [`aws_iam_${owner}_policy`]: { [label]: { ...body, [owner]: of(`aws_iam_${owner}.${label}.name`) } } },
  }
}

/** What Terraform has as resources or blocks of their own. */
const BESIDE: Readonly<Record<string, (properties: JsonObject, label: string, say: (value: Json) => Json) => Beside>> =
  {
    'AWS::IAM::User': ({ Policies }, label) => inline(Policies, 'user', label),
    'AWS::IAM::Role': ({ Policies }, label) => inline(Policies, 'role', label),
    'AWS::S3::Bucket': ({ PublicAccessBlockConfiguration: block }, label) => {
      const flags = Object.entries(block as JsonObject).map(([flag, value]) => [labelOf(flag), value])
      const body = { bucket: of(`aws_s3_bucket.${label}.id`), ...Object.fromEntries(flags) }
      return { resource: { aws_s3_bucket_public_access_block: { [label]: body } } }
    },
    'AWS::SecretsManager::Secret': ({ GenerateSecretString }, label, say) => {
      const { SecretStringTemplate } = GenerateSecretString as JsonObject
      const known = say(JSON.parse(String(SecretStringTemplate)) as Json) as JsonObject
      const password = of(`data.aws_secretsmanager_random_password.${label}.random_password`)
      const body = {
        secret_string: JSON.stringify({ ...known, password }),
        lifecycle: { ignore_changes: ['secret_string'] },
      }
      return {
        data: { aws_secretsmanager_random_password: { [label]: { password_length: 24, exclude_punctuation: true } } },
        resource: {
          aws_secretsmanager_secret_version: {
            [label]: { ...body, secret_id: of(`aws_secretsmanager_secret.${label}.id`) },
          },
        },
      }
    },
    'AWS::DynamoDB::Table': ({ AttributeDefinitions, KeySchema }) => {
      const [key] = KeySchema as readonly JsonObject[]
      const attributes = (AttributeDefinitions as readonly JsonObject[]).map(
        ({ AttributeName = '', AttributeType = '' }) => ({
          ...{ name: AttributeName, type: AttributeType },
        }),
      )
      return { arguments: { hash_key: key?.AttributeName ?? '', attribute: attributes } }
    },
    'AWS::Lambda::Function': ({ Code, Environment }, label, say) => {
      const { ZipFile = '' } = Code as JsonObject
      const archive = {
        type: 'zip',
        output_path: `${label}.zip`,
        source_content_filename: 'index.js',
        source_content: say(ZipFile),
      }
      const variables = isObject(Environment) ? { environment: { variables: say(Environment.Variables ?? {}) } } : {}
      return {
        arguments: { filename: of(`data.archive_file.${label}.output_path`), ...variables },
        data: { archive_file: { [label]: archive } },
      }
    },
    'AWS::EC2::KeyPair': (_, label) => ({
      arguments: { public_key: of(`tls_private_key.${label}.public_key_openssh`) },
      resource: { tls_private_key: { [label]: { algorithm: 'ED25519' } } },
    }),
    'AWS::EC2::Volume': ({ Tags }, _, say) => ({
      arguments: {
        tags: Object.fromEntries(
          (Tags as readonly JsonObject[]).map(({ Key, Value = '' }) => [String(Key), say(Value)]),
        ),
      },
    }),
  }

/** What stands at an address, inside a text. */
const of = (address: string): string => `\${${address}}`

/** References as interpolations; a text that looks like one stays a text (Terraform language, "Strings and templates"). */
const spoken = (value: Json, all: Readonly<Record<string, Resource>>): Json => {
  if (typeof value === 'string') return value.replace(/([$%])\{/g, '$1$1{')
  if (Array.isArray(value)) return value.map((one: Json) => spoken(one, all))
  if (!isObject(value)) return value
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Select': select } = value
  if (Ref === 'AWS::AccountId') return of('data.aws_caller_identity.current.account_id')
  if (typeof Ref === 'string') return of(`${TYPES[all[Ref]?.Type ?? '']}.${labelOf(Ref)}.id`)
  if (Array.isArray(attribute)) {
    const [id = '', name = ''] = attribute.map(String)
    return of(`${TYPES[all[id]?.Type ?? '']}.${labelOf(id)}.${labelOf(name)}`)
  }
  if (select !== undefined) return of('data.aws_availability_zones.available.names[0]')
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, spoken(inner, all)]))
}
