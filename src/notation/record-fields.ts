/** The fields of a record that all services share ("CloudTrail record contents", "CloudTrail userIdentity element"), as paths. */

const words = (text: string): readonly string[] => text.trim().split(/\s+/)
const inside = (path: string, text: string): readonly string[] => words(text).map((key) => `${path}.${key}`)

/** Texts that are columns of AWS's own table for Athena. */
export const TEXT_FIELDS: readonly string[] = [
  ...inside('userIdentity', 'type principalId arn accountId invokedBy accessKeyId userName'),
  ...inside('userIdentity.sessionContext.attributes', 'mfaAuthenticated creationDate'),
  ...inside('userIdentity.sessionContext.sessionIssuer', 'type principalId arn accountId userName'),
  ...inside('userIdentity.onBehalfOf', 'userId identityStoreArn'),
  'userIdentity.sessionContext.webIdFederationData.federatedProvider',
  ...words(`
    eventVersion eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage requestID eventID
    eventType recipientAccountId sharedEventID vpcEndpointId eventCategory`),
]

/** What each service fills as it likes. */
export const STRUCTURES = words('requestParameters responseElements additionalEventData serviceEventDetails')

/** What else a record may have. */
export const OTHER_FIELDS: readonly string[] = [
  ...words(`
    readOnly apiVersion managementEvent vpcEndpointAccountId addendum sessionCredentialFromConsole edgeDeviceDetails
    insightDetails eventContext inScopeOf annotation`),
  ...inside('tlsDetails', 'tlsVersion cipherSuite clientProvidedHostHeader keyExchange'),
  ...inside('resources', 'ARN type accountId ARNPrefix'),
  ...inside('userIdentity', 'identityProvider credentialId federatedProvider'),
  ...inside('userIdentity.inScopeOf', 'issuerType credentialsIssuedTo sourceArn sourceAccount'),
  ...inside('userIdentity.sessionContext', 'sourceIdentity ec2RoleDelivery assumedRoot webIdFederationData.attributes'),
]
