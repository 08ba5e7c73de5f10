/** What is wrong with a mail: a limit that it breaks, or a page that would do more than show text. */
import type { Mail } from '../mail.ts'

/** Everything that the page may hold besides text. */
const TAGS = /^(?:!doctype|html|head|meta|title|style|body|table|tr|td|th|p|span|h1|h2|ul|ol|li|code|a)$/
const ATTRIBUTES = /^(?:lang|charset|name|content|role|cellpadding|cellspacing|width|style|scope|href)$/

/** Gmail clips a page above 102 KB. */
const PAGE_LIMIT = 102 * 1024

export const mailFaults = ({ subject, text, html }: Mail): readonly string[] => {
  const tags = [...html.matchAll(/<(\/?)([^\s>/]*)((?:\s+[\w-]+="[^"]*")*)\s*(html)?>/g)]
  const attributes = tags.flatMap(([, , , all = '']) => [...all.matchAll(/([\w-]+)="([^"]*)"/g)])
  return [
    ...(/^\[[A-Z ]+\] [^\r\n]+$/.test(subject) && subject.length <= 150 ? [] : [`subject: ${JSON.stringify(subject)}`]),
    ...(text.length > 0 && text.length < PAGE_LIMIT ? [] : ['text: its length']),
    ...(Buffer.byteLength(html) < PAGE_LIMIT ? [] : [`html: ${Buffer.byteLength(html)} bytes`]),
    ...(tags.length === html.split('<').length - 1 ? [] : ['html: a < that begins no tag of ours']),
    ...tags.filter(([, , name = '']) => !TAGS.test(name)).map(([tag]) => `html: ${tag}`),
    ...attributes.filter(([, name = '']) => !ATTRIBUTES.test(name)).map(([whole]) => `html: ${whole}`),
    ...attributes
      .filter(([, name, value = '']) => name === 'href' && !value.startsWith('https://'))
      .map(([whole]) => `html: ${whole}`),
    ...(/url\(|@import|src=/i.test(tags.map(([tag]) => tag).join('')) ? ['html: a resource from elsewhere'] : []),
  ]
}
