/** `tattletrail routes`: one line a command. */
import { defineGroup } from '../../command.ts'
import { explain } from './explain.ts'

export const routes = defineGroup({ name: 'routes', summary: 'where alerts go', commands: [explain] })
