/** A function that nobody notices: new code, a permission for everyone, and a queue that wakes it. */
import { FOREIGN_ACCOUNT, HOME } from '../company.ts'
import { base64, uuid } from '../random.ts'
import { defineStory } from './stage.ts'

export const lambdaPersistence = defineStory({
  name: 'lambda-persistence',
  title: 'Functions are planted and opened',
  describes:
    'A stolen CI session makes the function log-forwarder with a strong role, replaces the code of checkout-api, lets a foreign account invoke it, and lets a queue wake the new function.',
  play: (stage) => {
    const { prod } = stage.company
    const ci = stage.session(prod, 'ci-deploy', 'shop-48213', stage.address())
    const arnOf = (name: string): string => `arn:aws:lambda:${HOME}:${prod.id}:function:${name}`
    const describe = (functionName: string, role: string, version: string) => ({
      functionName,
      functionArn: arnOf(functionName),
      runtime: 'python3.13',
      role: `arn:aws:iam::${prod.id}:role/${role}`,
      handler: 'index.handler',
      codeSize: 1204 + stage.from.below(9000),
      description: '',
      timeout: 60,
      memorySize: 128,
      codeSha256: `${base64(stage.from, 21)}=`,
      version,
      tracingConfig: { mode: 'PassThrough' },
      revisionId: uuid(stage.from),
      packageType: 'Zip',
      architectures: ['x86_64'],
      state: 'Pending',
      stateReason: 'The function is being created.',
      stateReasonCode: 'Creating',
    })
    const planted = 'log-forwarder'
    const changed = 'checkout-api'
    const queue = `arn:aws:sqs:${HOME}:${prod.id}:orders`

    stage.step(ci, 'sts.GetCallerIdentity')
    stage.step(ci, 'lambda.ListFunctions20150331', { request: { maxItems: 50 } })
    stage.step(ci, 'lambda.CreateFunction20150331', {
      error: [
        'AccessDenied',
        `User: ${ci.arn} is not authorized to perform: iam:PassRole on resource: arn:aws:iam::${prod.id}:role/break-glass because no identity-based policy allows the iam:PassRole action`,
      ],
    })
    stage.step(ci, 'lambda.CreateFunction20150331', {
      request: {
        functionName: planted,
        runtime: 'python3.13',
        role: `arn:aws:iam::${prod.id}:role/ci-deploy`,
        handler: 'index.handler',
        code: {},
        timeout: 60,
        memorySize: 128,
        publish: false,
        packageType: 'Zip',
      },
      response: describe(planted, 'ci-deploy', '$LATEST'),
      touches: [arnOf(planted)],
    })
    stage.step(ci, 'lambda.UpdateFunctionCode20150331v2', {
      request: {
        fullyQualifiedArn: {
          arnPrefix: { partition: 'aws', region: HOME, account: prod.id },
          relativeId: { functionName: changed },
          functionQualifier: {},
        },
        functionName: changed,
        publish: true,
        dryRun: false,
      },
      response: describe(changed, `fn-${changed}`, '214'),
      touches: [arnOf(changed)],
    })
    const statement = {
      Sid: 'edge',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${FOREIGN_ACCOUNT}:root` },
      Action: 'lambda:InvokeFunction',
      Resource: arnOf(changed),
    }
    stage.step(ci, 'lambda.AddPermission20150331v2', {
      request: {
        functionName: changed,
        statementId: 'edge',
        action: 'lambda:InvokeFunction',
        principal: FOREIGN_ACCOUNT,
      },
      response: { statement: JSON.stringify(statement) },
      touches: [arnOf(changed)],
    })
    stage.step(ci, 'lambda.CreateEventSourceMapping20150331', {
      request: { eventSourceArn: queue, functionName: planted, enabled: true, batchSize: 10 },
      response: {
        uUID: uuid(stage.from),
        batchSize: 10,
        maximumBatchingWindowInSeconds: 0,
        eventSourceArn: queue,
        functionArn: arnOf(planted),
        state: 'Creating',
        stateTransitionReason: 'USER_INITIATED',
      },
      touches: [arnOf(planted), queue],
    })
    stage.step(ci, 'lambda.UpdateFunctionConfiguration20150331v2', {
      request: {
        functionName: planted,
        environment: {},
        layers: [`arn:aws:lambda:${HOME}:${FOREIGN_ACCOUNT}:layer:telemetry:3`],
      },
      response: describe(planted, 'ci-deploy', '$LATEST'),
      touches: [arnOf(planted)],
    })
  },
})
