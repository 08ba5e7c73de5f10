/** The password of a user is deleted: the one step that nothing brings back. */
import { defineAction } from './define.ts'

export const deletePassword = defineAction({
  action: 'delete-password',
  title: 'Delete the password',
  targets: ['user'],
  permissions: ['iam:GetLoginProfile', 'iam:DeleteLoginProfile'],
  plan: async ({ name: UserName }, get) => {
    const input = { UserName }
    if ((await get('iam', 'GetLoginProfile', input)) === undefined) return { refused: 'the user has no password' }
    return {
      does: [{ service: 'iam', command: 'DeleteLoginProfile', input }],
      undoes: [],
      stops: ['signing in to the console with the password'],
      doesNotStop: [
        'console sessions that are open: revoke sessions, or deny everything, first',
        'its access keys, and whoever may set a new password',
      ],
      warnings: [
        'It cannot be undone: no call returns a password. Restoring gives the user none; a person sets a new one.',
      ],
    }
  },
})
