/** The columns of Athena's table that a record is made of. */

/** Fields that are texts in the table -> where they are in a record. */
export const TEXTS: readonly (readonly [expression: string, path: readonly string[]])[] = [
  ...['type', 'principalId', 'arn', 'accountId', 'invokedBy', 'accessKeyId', 'userName'].map(
    (name) => [`useridentity.${name.toLowerCase()}`, ['userIdentity', name]] as const,
  ),
  ...['mfaAuthenticated', 'creationDate'].map(
    (name) =>
      [
        `useridentity.sessioncontext.attributes.${name.toLowerCase()}`,
        ['userIdentity', 'sessionContext', 'attributes', name],
      ] as const,
  ),
  ...['type', 'principalId', 'arn', 'accountId', 'userName'].map(
    (name) =>
      [
        `useridentity.sessioncontext.sessionissuer.${name.toLowerCase()}`,
        ['userIdentity', 'sessionContext', 'sessionIssuer', name],
      ] as const,
  ),
  ...['userId', 'identityStoreArn'].map(
    (name) => [`useridentity.onbehalfof.${name.toLowerCase()}`, ['userIdentity', 'onBehalfOf', name]] as const,
  ),
  [
    'useridentity.sessioncontext.webidfederationdata.federatedprovider',
    ['userIdentity', 'sessionContext', 'webIdFederationData', 'federatedProvider'],
  ],
  ...[
    'eventVersion',
    'eventTime',
    'eventSource',
    'eventName',
    'awsRegion',
    'sourceIPAddress',
    'userAgent',
    'errorCode',
    'errorMessage',
    'requestID',
    'eventID',
    'eventType',
    'recipientAccountId',
    'sharedEventID',
    'vpcEndpointId',
    'eventCategory',
  ].map((name) => [name.toLowerCase(), [name]] as const),
]

/** Fields that hold JSON. */
export const JSONS: readonly (readonly [expression: string, name: string])[] = [
  ['requestparameters', 'requestParameters'],
  ['responseelements', 'responseElements'],
  ['additionaleventdata', 'additionalEventData'],
  ['serviceeventdetails', 'serviceEventDetails'],
  ['json_format(CAST(resources AS JSON))', 'resources'],
  ['readonly', 'readOnly'],
]

/** What `rowToRecord` reads, in its order. */
export const SELECTED = [
  ...TEXTS.map(([expression]) => expression),
  ...JSONS.map(([expression]) => expression),
  '"$path"',
]
