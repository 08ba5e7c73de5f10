/** The URL of a function that an intruder opened asks for credentials; it stays the same URL. */
import { text } from '../core/json.ts'
import { callsAt, defineAction, partsOf } from './define.ts'

export const closeFunctionUrl = defineAction({
  action: 'close-function-url',
  title: 'Close the function URL',
  targets: ['function URL'],
  permissions: ['lambda:GetFunctionUrlConfig', 'lambda:UpdateFunctionUrlConfig'],
  plan: async (target, get) => {
    const [FunctionName, Qualifier] = partsOf(target)
    const on = { FunctionName, ...(Qualifier !== '' && { Qualifier }) }
    const before = text(await get('lambda', 'GetFunctionUrlConfig', on, target.region), 'AuthType')
    const isOpen = before === 'NONE'
    const call = callsAt('lambda', target)
    const set = (AuthType: string) => (isOpen ? [call('UpdateFunctionUrlConfig', { ...on, AuthType })] : [])
    return {
      does: set('AWS_IAM'),
      undoes: set('NONE'),
      stops: ['everybody who calls the URL without credentials that this account lets in'],
      doesNotStop: [
        'principals to whom a permission on the function lets them call it: take it away',
        'what the function itself does: read its code',
        'whoever may open it again',
      ],
      warnings:
        before === undefined ? ['The URL is not there any more.'] : isOpen ? [] : ['It asks for credentials already.'],
    }
  },
})
