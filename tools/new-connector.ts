// npm run new:connector -- nagios-xi: a folder for a new connector, from the template.
import path from 'node:path';
import process from 'node:process';
import { copyTemplate } from './templates/copy-template.ts';

const root = path.resolve(import.meta.dirname, '..');
const result = copyTemplate({
  template: path.join(root, 'tools/templates/connector'),
  connectors: path.join(root, 'relay/src/connectors'),
  id: process.argv[2] ?? '',
});

if (result.kind === 'refused') {
  console.error(result.because);
  process.exitCode = 1;
} else {
  console.log(`Made ${path.relative(root, result.folder)}. Now add this line to relay/src/connectors/all.ts:

${result.line}

and follow CONTRIBUTING.md: "Add a connector".`);
}
