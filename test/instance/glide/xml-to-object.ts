import { parseXml, type XmlElement } from '../install/parse-xml.ts';

/** Elements become properties, repeated ones arrays, attributes `@name`, text beside them `#text`. */
export function xmlToObject(text: string): Record<string, unknown> {
  const root = parseXml(text, 'text given to gs.xmlToJSON');
  return { [root.name]: toPlain(root) };
}

function toPlain(element: XmlElement): unknown {
  const attributes = Object.entries(element.attributes);
  if (element.children.length === 0 && attributes.length === 0) return element.text;
  const plain: Record<string, unknown> = {};
  for (const [name, value] of attributes) plain[`@${name}`] = value;
  for (const child of element.children) {
    const earlier = plain[child.name];
    if (earlier === undefined) plain[child.name] = toPlain(child);
    else plain[child.name] = [...(Array.isArray(earlier) ? earlier : [earlier]), toPlain(child)];
  }
  if (element.text.trim() !== '') plain['#text'] = element.text.trim();
  return plain;
}
