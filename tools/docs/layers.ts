import { folders, layers } from '../lint/layers.ts';

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
  const rows = Object.entries(layers).map(
    ([folder, { is, mayImport }]) => `| \`${folder}/\` | ${is} | ${toNames(mayImport)} |\n`,
  );
  return `| folder | what it is | may import |\n| - | - | - |\n${rows.join('')}`;
}

function toNames(allowed: readonly string[]): string {
  if (allowed.length === folders.length - 1) return 'all others';
  return allowed.map((other) => `\`${other}\``).join(', ') || 'nothing';
}
