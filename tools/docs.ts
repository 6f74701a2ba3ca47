// Writes the generated documents, or with --check says which are not fresh.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { format } from 'oxfmt';
import { printAppOpenApi } from './docs/app-openapi.ts';
import { printConfiguration } from './docs/configuration.ts';
import { printConnectors } from './docs/connectors.ts';
import { printErrors } from './docs/errors.ts';
import { renewLayers } from './docs/layers.ts';
import { printOpenApi } from './docs/openapi.ts';
import { renewRefusals } from './docs/refusals.ts';
import { printRoles } from './docs/roles.ts';

const root = path.resolve(import.meta.dirname, '..');

const documents: Readonly<Record<string, (current: string) => string>> = {
  'docs/configuration.md': printConfiguration,
  'docs/connectors.md': () => printConnectors(root),
  'docs/errors.md': printErrors,
  'docs/openapi.json': printOpenApi,
  'docs/app-openapi.json': printAppOpenApi,
  'docs/roles.md': printRoles,
  'docs/setup.md': renewRefusals,
  'ARCHITECTURE.md': renewLayers,
};

const isCheck = process.argv.includes('--check');
const stale: string[] = [];
for (const [name, print] of Object.entries(documents)) {
  const file = path.join(root, name);
  const current = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const { code } = await format(file, print(current));
  if (code === current) continue;
  stale.push(name);
  if (!isCheck) writeFileSync(file, code);
}

if (stale.length > 0) {
  console.log(isCheck ? `Not fresh: ${stale.join(', ')}` : `Written: ${stale.join(', ')}`);
}
if (isCheck && stale.length > 0) {
  console.log('Run "npm run docs" and commit what it writes.');
  process.exitCode = 1;
}
