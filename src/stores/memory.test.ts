import { storeContract } from '../../test/contracts/store.ts'
import { openMemory } from './memory.ts'

storeContract('memory', async () => ({ store: openMemory() }))
