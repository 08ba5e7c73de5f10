/** The registry of containment actions: one line each. Who acts is stopped first, the least disruptive way first; then what they left is taken away. */
import { blockPublicAccess } from './block-public-access.ts'
import { closeBucketAcl } from './close-bucket-acl.ts'
import { closeBucketPolicy } from './close-bucket-policy.ts'
import { closeFunctionUrl } from './close-function-url.ts'
import { closeTrust } from './close-trust.ts'
import { defaultPolicyVersion } from './default-policy-version.ts'
import type { ActionType } from './define.ts'
import { deleteInlinePolicy } from './delete-inline-policy.ts'
import { deletePassword } from './delete-password.ts'
import { denyAll } from './deny-all.ts'
import { denyAllBut } from './deny-all-but.ts'
import { denyConsole } from './deny-console.ts'
import { denyElsewhere } from './deny-elsewhere.ts'
import { detachPolicy } from './detach-policy.ts'
import { disableKey } from './disable-key.ts'
import { quarantine } from './quarantine.ts'
import { removePermission } from './remove-permission.ts'
import { revokeIngress } from './revoke-ingress.ts'
import { revokeSessions } from './revoke-sessions.ts'
import { startLogging } from './start-logging.ts'
import { unshareDbSnapshot } from './unshare-db-snapshot.ts'
import { unshareImage } from './unshare-image.ts'
import { unshareSnapshot } from './unshare-snapshot.ts'

export const actions: readonly ActionType[] = [
  quarantine,
  denyElsewhere,
  denyAllBut,
  disableKey,
  revokeSessions,
  denyAll,
  deletePassword,
  denyConsole,
  closeTrust,
  detachPolicy,
  deleteInlinePolicy,
  defaultPolicyVersion,
  removePermission,
  closeFunctionUrl,
  revokeIngress,
  unshareSnapshot,
  unshareImage,
  unshareDbSnapshot,
  closeBucketPolicy,
  closeBucketAcl,
  blockPublicAccess,
  startLogging,
]
