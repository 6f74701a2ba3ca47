import { mayImport } from '../lint/layers.ts';

const begin = '<!-- layers: written by npm run docs -->';
const end = '<!-- end of layers -->';

/** ARCHITECTURE.md with its layer table renewed; the rest of it is written by people. */
export function renewLayers(page: string): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from) {
    throw new TypeError(`ARCHITECTURE.md needs the lines "${begin}" and "${end}".`);
  }
  return `${page.slice(0, from)}${begin}\n\n${printTable()}\n${page.slice(to)}`;
}

function printTable(): string {
  const rows = Object.entries(mayImport).map(
    ([folder, allowed]) =>
      `| \`${folder}/\` | ${allowed.map((other) => `\`${other}\``).join(', ') || 'nothing'} |\n`,
  );
  return `| folder | may import |\n| - | - |\n${rows.join('')}`;
}
