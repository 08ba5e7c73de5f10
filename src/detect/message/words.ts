/** An API's name in words: `DeleteBucketPolicy` is `delete` + `bucket policy`. */

/** What an event's name says was done. */
export interface Activity {
  /** `delete`, after "tried to". */
  readonly base: string
  /** `deleted`. */
  readonly past: string
  /** `bucket policy`; empty when the name is a verb alone. */
  readonly noun: string
  /** The word between the noun and the thing it was done to: attached policy **to** user dana. */
  readonly preposition: string
}

const verb = (base: string, past: string, preposition = 'on') => ({ base, past, preposition })

/** The verbs that AWS begins its API names with. */
const VERBS = new Map(
  Object.entries({
    Abort: verb('abort', 'aborted'),
    Accept: verb('accept', 'accepted'),
    Activate: verb('activate', 'activated'),
    Add: verb('add', 'added', 'to'),
    Allocate: verb('allocate', 'allocated', 'for'),
    Apply: verb('apply', 'applied', 'to'),
    Approve: verb('approve', 'approved'),
    Archive: verb('archive', 'archived'),
    Assign: verb('assign', 'assigned', 'to'),
    Associate: verb('associate', 'associated', 'with'),
    Assume: verb('assume', 'assumed'),
    Attach: verb('attach', 'attached', 'to'),
    Authorize: verb('allow', 'allowed'),
    Cancel: verb('cancel', 'cancelled'),
    Change: verb('change', 'changed'),
    Check: verb('check', 'checked', 'of'),
    Clear: verb('clear', 'cleared'),
    Close: verb('close', 'closed'),
    Complete: verb('complete', 'completed'),
    Confirm: verb('confirm', 'confirmed'),
    Continue: verb('continue', 'continued'),
    Copy: verb('copy', 'copied'),
    Create: verb('create', 'created', 'for'),
    Deactivate: verb('deactivate', 'deactivated'),
    Decrypt: verb('decrypt', 'decrypted', 'with'),
    Delete: verb('delete', 'deleted', 'of'),
    Deploy: verb('deploy', 'deployed', 'to'),
    Deregister: verb('deregister', 'deregistered', 'from'),
    Describe: verb('look up', 'looked up', 'of'),
    Detach: verb('detach', 'detached', 'from'),
    Disable: verb('disable', 'disabled'),
    Disassociate: verb('disassociate', 'disassociated', 'from'),
    Download: verb('download', 'downloaded', 'of'),
    Enable: verb('enable', 'enabled'),
    Encrypt: verb('encrypt', 'encrypted', 'with'),
    Execute: verb('execute', 'executed'),
    Export: verb('export', 'exported'),
    Failover: verb('fail over', 'failed over'),
    Generate: verb('generate', 'generated', 'for'),
    Get: verb('read', 'read', 'of'),
    Grant: verb('grant', 'granted', 'to'),
    Head: verb('look at', 'looked at'),
    Import: verb('import', 'imported'),
    Increase: verb('increase', 'increased', 'of'),
    Initiate: verb('start', 'started', 'on'),
    Install: verb('install', 'installed', 'on'),
    Invite: verb('invite', 'invited'),
    Invoke: verb('invoke', 'invoked'),
    Issue: verb('issue', 'issued', 'of'),
    Leave: verb('leave', 'left'),
    Link: verb('link', 'linked', 'to'),
    List: verb('list', 'listed', 'of'),
    Lock: verb('lock', 'locked'),
    Lookup: verb('look up', 'looked up', 'of'),
    Merge: verb('merge', 'merged', 'of'),
    Modify: verb('change', 'changed', 'of'),
    Move: verb('move', 'moved'),
    Pause: verb('pause', 'paused'),
    Promote: verb('promote', 'promoted'),
    Provision: verb('provision', 'provisioned', 'for'),
    Publish: verb('publish', 'published', 'of'),
    Purchase: verb('buy', 'bought'),
    Purge: verb('empty', 'emptied'),
    Put: verb('set', 'set', 'on'),
    Query: verb('query', 'queried'),
    Reboot: verb('reboot', 'rebooted'),
    Receive: verb('receive', 'received', 'from'),
    Refresh: verb('refresh', 'refreshed'),
    Register: verb('register', 'registered', 'for'),
    Reject: verb('reject', 'rejected'),
    Release: verb('release', 'released'),
    Remove: verb('remove', 'removed', 'from'),
    Renew: verb('renew', 'renewed'),
    Replace: verb('replace', 'replaced', 'of'),
    Request: verb('request', 'requested', 'for'),
    Resend: verb('resend', 'resent', 'to'),
    Reset: verb('reset', 'reset', 'of'),
    Restore: verb('restore', 'restored'),
    Resume: verb('resume', 'resumed'),
    Resync: verb('resync', 'resynced'),
    Retire: verb('retire', 'retired', 'of'),
    Retry: verb('retry', 'retried'),
    Revoke: verb('revoke', 'revoked', 'of'),
    Rollback: verb('roll back', 'rolled back'),
    Rotate: verb('rotate', 'rotated'),
    Run: verb('run', 'ran'),
    Scan: verb('scan', 'scanned'),
    Schedule: verb('schedule', 'scheduled', 'of'),
    Search: verb('search', 'searched'),
    Select: verb('select', 'selected'),
    Send: verb('send', 'sent', 'to'),
    Set: verb('set', 'set', 'on'),
    Share: verb('share', 'shared'),
    Sign: verb('sign', 'signed'),
    Simulate: verb('simulate', 'simulated', 'of'),
    Start: verb('start', 'started', 'on'),
    Stop: verb('stop', 'stopped', 'on'),
    Submit: verb('submit', 'submitted', 'to'),
    Subscribe: verb('subscribe', 'subscribed', 'to'),
    Suspend: verb('suspend', 'suspended'),
    Switchover: verb('switch over', 'switched over'),
    Sync: verb('sync', 'synced'),
    Tag: verb('tag', 'tagged'),
    Terminate: verb('terminate', 'terminated'),
    Test: verb('test', 'tested'),
    Transfer: verb('transfer', 'transferred'),
    Unassign: verb('unassign', 'unassigned', 'from'),
    Unlock: verb('unlock', 'unlocked'),
    Unsubscribe: verb('unsubscribe', 'unsubscribed'),
    Untag: verb('untag', 'untagged'),
    Update: verb('update', 'updated', 'of'),
    Upload: verb('upload', 'uploaded', 'for'),
    Validate: verb('validate', 'validated'),
    Verify: verb('verify', 'verified', 'with'),
    View: verb('view', 'viewed', 'of'),
  }),
)

/** Names that say it badly themselves. */
const ACTIVITIES = new Map<string, Activity>(
  Object.entries({
    AssumeRoleWithSAML: { ...verb('assume', 'assumed'), noun: 'role' },
    AssumeRoleWithWebIdentity: { ...verb('assume', 'assumed'), noun: 'role' },
    AuthorizeSecurityGroupEgress: { ...verb('open', 'opened', 'of'), noun: 'outgoing traffic' },
    AuthorizeSecurityGroupIngress: { ...verb('open', 'opened', 'of'), noun: 'incoming traffic' },
    BatchDeleteImage: { ...verb('delete', 'deleted', 'from'), noun: 'images' },
    BatchGetImage: { ...verb('read', 'read', 'from'), noun: 'images' },
    BatchGetSecretValue: { ...verb('read', 'read'), noun: 'secrets' },
    ConsoleLogin: { ...verb('sign in', 'signed in'), noun: 'to the console' },
    GetAuthorizationToken: { ...verb('get', 'got', 'for'), noun: 'a registry token' },
    GetCallerIdentity: { ...verb('ask', 'asked'), noun: 'who it is' },
    GetFederationToken: { ...verb('get', 'got', 'for'), noun: 'a federation token' },
    GetObject: { ...verb('read', 'read', 'from'), noun: 'object' },
    GetPasswordData: { ...verb('get', 'got', 'of'), noun: 'the encrypted administrator password' },
    GetSecretValue: { ...verb('read', 'read'), noun: 'secret' },
    GetSessionToken: { ...verb('get', 'got', 'for'), noun: 'a session token' },
    RevokeSecurityGroupEgress: { ...verb('close', 'closed', 'of'), noun: 'outgoing traffic' },
    RevokeSecurityGroupIngress: { ...verb('close', 'closed', 'of'), noun: 'incoming traffic' },
    PutObject: { ...verb('write', 'wrote', 'to'), noun: 'object' },
    PutEventSelectors: { ...verb('change', 'changed', 'of'), noun: 'event selectors' },
    SendSSHPublicKey: { ...verb('send', 'sent', 'to'), noun: 'an SSH key' },
    StartSession: { ...verb('start', 'started', 'on'), noun: 'a session' },
    SendCommand: { ...verb('send', 'sent', 'with'), noun: 'a command' },
    SwitchRole: { ...verb('switch to', 'switched to'), noun: 'role' },
    UpdateAssumeRolePolicy: { ...verb('change', 'changed', 'of'), noun: 'trust policy' },
  }),
)

/** Words that go before the verb and change nothing: `BatchGetImage`, `AdminCreateUser`. */
const PREFIXES = new Set(['Admin', 'Batch', 'Bulk'])

const SHORT_FORMS = new Set('acl ami db dns ebs ecs eip iam ip kms mfa nat saml sql sso ssh tls url vpc vpn'.split(' '))

/** Lambda and CloudFront put the version of the API into the name: `CreateFunction20150331v2`, `CreateDistribution2020_05_31`. */
const VERSION = /(?:\d{8}|\d{4}_\d\d_\d\d)(?:v\d{1,3})?$/

const withoutVersion = (name: string): string => name.replace(VERSION, '')

/** `undefined` for a name that does not begin with a verb we know. */
export const readName = (eventName: string): Activity | undefined => {
  const name = withoutVersion(eventName)
  const whole = ACTIVITIES.get(name)
  if (whole) return whole
  if (!/^[A-Za-z0-9]{1,100}$/.test(name)) return undefined
  const parts = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? []
  const start = PREFIXES.has(parts[0] ?? '') ? 1 : 0
  const found = VERBS.get(parts[start] ?? '')
  return (
    found && {
      ...found,
      noun: parts
        .slice(start + 1)
        .map(lower)
        .join(' '),
    }
  )
}

const lower = (part: string): string => {
  if (part.length > 1 && part === part.toUpperCase()) return part
  const word = part.toLowerCase()
  const one = word.replace(/s$/, '')
  return SHORT_FORMS.has(word) ? word.toUpperCase() : SHORT_FORMS.has(one) ? `${one.toUpperCase()}s` : word
}
