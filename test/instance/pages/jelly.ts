import { SaxesParser } from 'saxes';
import { escaped } from './html.ts';

/** A page that needs more of Jelly than is imitated says so, instead of showing something else. */
export class JellyRefused extends Error {}

/** Elements that HTML closes without an end tag. */
const empty = new Set([
  'area',
  'base',
  'br',
  'col',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
]);

/**
 * Static Jelly to HTML: `j:jelly` goes, markup stays, `${…}` and `$[…]` are evaluated. Text of scripts and styles
 * stays as it is. Tags of Jelly and Glide that compute are refused by name.
 */
export function renderJelly(source: string, evaluate: (expression: string) => string): string {
  const parser = new SaxesParser();
  const output: string[] = [];
  const raw: string[] = [];
  parser.on('error', (error) => {
    throw new JellyRefused(`The page is not well-formed XML: ${error.message}`);
  });
  parser.on('doctype', () => {
    throw new JellyRefused('Document types are not accepted in pages');
  });
  parser.on('opentag', (tag) => {
    if (tag.name === 'j:jelly') return;
    if (tag.name.includes(':')) throw new JellyRefused(`The tag <${tag.name}> is not imitated`);
    if (isRaw(tag.name)) raw.push(tag.name);
    const attributes = Object.entries(tag.attributes).map(
      ([name, value]) => ` ${name}="${escaped(filled(value, evaluate))}"`,
    );
    output.push(`<${tag.name}${attributes.join('')}>`);
  });
  parser.on('closetag', (tag) => {
    if (tag.name === 'j:jelly') return;
    if (isRaw(tag.name)) raw.pop();
    if (!empty.has(tag.name)) output.push(`</${tag.name}>`);
  });
  const text = (part: string): void => {
    const value = filled(part, evaluate);
    output.push(raw.length > 0 ? value : escaped(value));
  };
  parser.on('text', text);
  parser.on('cdata', text);
  parser.write(source).close();
  return output.join('');
}

function isRaw(tag: string): boolean {
  return tag === 'script' || tag === 'style';
}

function filled(text: string, evaluate: (expression: string) => string): string {
  return text
    .replaceAll(/\$\{([^}]*)\}/g, (_whole, expression: string) => evaluate(expression))
    .replaceAll(/\$\[([^\]]*)\]/g, (_whole, expression: string) => evaluate(expression));
}
