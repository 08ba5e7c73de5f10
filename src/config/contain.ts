/** The table `[contain]`: who is never contained by mistake. */
import { z } from 'zod'
import { identityFault } from '../notation/identity.ts'
import { table } from './tables.ts'

const identity = z.string().refine((written) => identityFault(written) === undefined, {
  error: ({ input }) => identityFault(String(input)) ?? '',
})

export const contain = table(
  'contain',
  z.strictObject({
    protected: z.array(identity).optional().meta({
      description: 'users and roles that apply refuses to touch without --i-know, such as break-glass ones',
    }),
  }),
)
