import { trialScope } from '../../relay/src/domain/template-scope.ts';
import { RelayFile } from '../../relay/src/config/relay-file.ts';
import { eventFieldNames } from '../../relay/src/domain/event-fields.ts';
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

const scopeNames = Object.keys(trialScope);

const conditions = `
## Conditions

What \`when\` of a route or of a maintenance window may be:

| form | is met when |
| - | - |
| \`{field: F, equals: V}\` | the field has exactly this value |
| \`{field: F, in: [V, W]}\` | it has one of these |
| \`{field: F, matches: PATTERN}\` | the pattern is found in it: RE2, no look-around, \`(?i)\` for any case |
| \`{field: F, exists: true}\` | it is there and not empty; \`false\`: it is not |
| \`{severityAtLeast: high}\` | critical > high > warning > info > unknown |
| \`{timeWindow: {days: [mon, fri], from: '08:00', to: '18:00', zone: Europe/Berlin}}\` | the event was received in this part of the week |
| \`{all: […]}\`, \`{any: […]}\`, \`{not: …}\` | all of them are, one of them is, it is not |

A field is one of ${eventFieldNames.map((name) => `\`${name}\``).join(', ')}.

Conditions decide what opens a record. A record that is there already is told everything about its alerts, whatever the conditions say by then, until it is resolved.

## Templates

Texts of a route may hold [Liquid](https://shopify.github.io/liquid/): \`{{ labels.team | upcase | default: 'nobody' }}\`. They are compiled and tried when the file is loaded.

A template sees the event that leads: ${scopeNames.map((name) => `\`${name}\``).join(', ')}. Labels with dots or slashes are \`labels['kubernetes.io/name']\`. \`alerts\` is the list of all that came with it.

It sees own properties only, no files, no other templates, neither chance nor the time of day, and is given up when it runs or grows too long. A column whose template fails on an alert is left out; the event says which.
`;

export function printConfiguration(): string {
  return introduction + printSections('', toJsonSchema(RelayFile)) + conditions;
}
