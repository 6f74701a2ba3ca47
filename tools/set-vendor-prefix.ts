// npm run vendor-prefix -- x_acme: the prefix that ServiceNow assigned, in the place of the one before.
import path from 'node:path';
import process from 'node:process';
import { setPrefix } from './vendor-prefix/set-prefix.ts';

const prefix = process.argv[2] ?? '';
const result = setPrefix({ root: path.resolve(import.meta.dirname, '..'), prefix });

if (result.kind === 'refused') {
  console.error(result.because);
  process.exitCode = 1;
} else {
  console.log(`${result.from} became ${prefix} in ${result.files.length} files. Now: npm run fmt && npm run docs && npm test
The frozen contract in test/contract/ is of the app before: record it anew.`);
}
