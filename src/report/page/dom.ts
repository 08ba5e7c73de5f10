/** Makes elements. Text from a record only ever becomes a text node or the value of a harmless attribute. */
import { visible } from '../../notation/visible.ts'

type Attribute =
  | 'class'
  | 'id'
  | 'role'
  | 'type'
  | 'for'
  | 'href'
  | 'scope'
  | 'tabindex'
  | 'placeholder'
  | 'step'
  | 'title'
  | 'value'
  | 'viewBox'
  | 'd'
  | 'x'
  | 'y'
  | 'x1'
  | 'y1'
  | 'x2'
  | 'y2'
  | 'cx'
  | 'cy'
  | 'r'
  | 'width'
  | 'height'
  | 'points'
  | 'dy'
  | 'orient'
  | 'refX'
  | 'refY'
  | 'markerWidth'
  | 'markerHeight'
  | 'markerUnits'
  | 'marker-end'
  | 'text-anchor'
  | `aria-${string}`
  | `data-${string}`

export type Attributes = Readonly<Partial<Record<Attribute, string | number | boolean>>>
export type Child = Node | string | undefined

const SVG = 'http://www.w3.org/2000/svg'

const fill = <E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E => {
  for (const [name, value] of Object.entries(attributes))
    if (value !== false) element.setAttribute(name, visible(value === true ? '' : String(value)))
  element.append(...children.filter((child) => child !== undefined).map(asNode))
  return element
}

const asNode = (child: Node | string): Node | string => (typeof child === 'string' ? visible(child) : child)

export const h = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] => fill(document.createElement(tag), attributes, children)

export const s = <K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] => fill(document.createElementNS(SVG, tag), attributes, children)

export const button = (label: string, onClick: () => void, attributes: Attributes = {}): HTMLButtonElement => {
  const element = h('button', { type: 'button', ...attributes }, label)
  element.addEventListener('click', onClick)
  return element
}

/** Text of many lines, to be copied as it is. */
export const block = (lines: readonly string[], attributes: Attributes = {}): HTMLPreElement => {
  const element = h('pre', attributes)
  element.textContent = lines.map(visible).join('\n')
  return element
}

/** A part of the page with a heading, that the navigation leads to. */
export const section = (id: string, title: string, ...children: readonly Child[]): HTMLElement =>
  h('section', { id, 'aria-labelledby': `${id}-title` }, h('h2', { id: `${id}-title` }, title), ...children)

export const setText = (element: Element, text: string): void => {
  element.textContent = visible(text)
}
