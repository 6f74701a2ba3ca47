import { readFileSync } from 'node:fs';
import path from 'node:path';
import { connectors } from '../../relay/src/connectors/registry.ts';
import { printSections } from './field-table.ts';
import { toJsonSchema } from './json-schema.ts';

const introduction = `# Connectors

A connector is our code for one kind of tool. A source names it: \`connector: alertmanager\`.

| connector | tool | answers | gives up after |
| - | - | - | - |
`;

export function printConnectors(root: string): string {
  const rows = connectors.map(
    ({ id, name, docsUrl, answers }) =>
      `| \`${id}\` | [${name}](${docsUrl}) | ${answers.success}, busy: ${answers.whenBusy} | ${answers.deadlineMs / 1_000} s |\n`,
  );
  const sections = connectors.map(({ id, settings }) => {
    const readme = `relay/src/connectors/${id}/README.md`;
    return [
      `## ${readTitle(path.join(root, readme))}`,
      `How to set it up, what is read and its quirks: [README](../${readme}).`,
      printSections('settings', toJsonSchema(settings), 3),
    ].join('\n\n');
  });
  return `${introduction}${rows.join('')}\n${sections.join('\n\n')}\n`;
}

function readTitle(readme: string): string {
  const [title = ''] = readFileSync(readme, 'utf8').split('\n');
  return title.replace(/^# /, '');
}
