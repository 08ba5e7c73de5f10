/** The article before a noun that has no name: `a bucket`, `an MFA device`, `the organization`, `versioning`. */

/** @param definite there is one of it: the policy of a bucket, the configuration of a function */
export const withArticle = (noun: string, definite: boolean): string => {
  if (/^(?:an?|the|to|who|incoming|outgoing) /.test(noun)) return noun
  if (definite || THE_ONLY.test(noun)) return `the ${noun}`
  return PLURAL.test(noun) || UNCOUNTABLE.test(noun) ? noun : `${AN.test(noun) ? 'an' : 'a'} ${noun}`
}

/** There is one of these. */
const THE_ONLY = /^(?:account |default |organization(?: |$))/

const PLURAL = /[^sui]s$/

const UNCOUNTABLE =
  /(?:access|code|concurrency|content|CORS|data|default|encryption|findings|history|information|ing|lifecycle|metadata|notification|ownership|payment|protection|public key|replication|security|status|telemetry|traffic|usage)$/i

/** By sound: a user, an instance, an MFA device, a VPC, a SAML provider. */
const AN = /^(?:[aio]|e(?!u)|u(?!s|ni|rl|RL)|(?!SAML)[AEFHILMNORSX][A-Z]+(?![a-z]))/
