import { RelayFile } from '../../relay/src/config/relay-file.ts';
import { printSections } from './field-table.ts';
import { toJsonSchema } from './json-schema.ts';

const introduction = `# Configuration

Everything that \`relay.yml\` may hold. [relay.example.yml](../relay.example.yml) is a complete file with comments.

\`npm run relay -- serve --config relay.yml\` checks the whole file first. All faults are listed at once, each with line, path and what was expected, and the exit code is 78.

- A **secret** is a text, \`{env: NAME}\` (an environment variable, in upper case) or \`{file: PATH}\`. It is never logged.
- A **time** has a unit: \`30s\`, \`5m\`, \`4h\`, \`1d\`.
- A **stored value** is what ServiceNow keeps behind a choice: \`1\`, not \`New\`.
- A **name** has lower-case letters, digits and dashes and starts with a letter.
- Relative paths are seen from the folder of the file.

`;

export function printConfiguration(): string {
  return introduction + printSections('', toJsonSchema(RelayFile));
}
