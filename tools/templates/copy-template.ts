import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

interface CopyRequest {
  readonly template: string;
  /** The folder in which the new one is made. */
  readonly connectors: string;
  readonly id: string;
}

type CopyResult =
  | { readonly kind: 'made'; readonly folder: string; readonly line: string }
  | { readonly kind: 'refused'; readonly because: string };

/** The template is code that compiles where it lies; its names and its way to the relay are replaced. */
export function copyTemplate({ template, connectors, id }: CopyRequest): CopyResult {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id)) {
    return { kind: 'refused', because: 'Name it in lower case with dashes, such as nagios-xi.' };
  }
  const folder = path.join(connectors, id);
  if (existsSync(folder)) return { kind: 'refused', because: `${folder} exists.` };
  for (const name of readdirSync(template, { recursive: true, encoding: 'utf8' })) {
    if (path.extname(name) === '') continue;
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, rename(readFileSync(path.join(template, name), 'utf8'), id));
  }
  return { kind: 'made', folder, line: `export { ${toCamel(id)} } from './${id}/index.ts';` };
}

function rename(text: string, id: string): string {
  return text
    .replaceAll('../../../relay/src/', '../../')
    .replaceAll('example-tool', id)
    .replaceAll('exampleTool', toCamel(id))
    .replaceAll('Example Tool', toTitle(id))
    .replaceAll('EXAMPLE_TOKEN', `${id.toUpperCase().replaceAll('-', '_')}_TOKEN`);
}

function toCamel(id: string): string {
  return id.replaceAll(/-(.)/g, (_match, letter: string) => letter.toUpperCase());
}

function toTitle(id: string): string {
  return id.replaceAll(/(?:^|-)(.)/g, (match, letter: string) =>
    match.startsWith('-') ? ` ${letter.toUpperCase()}` : letter.toUpperCase(),
  );
}
