import { expect, test } from 'vitest';
import { z } from 'zod';
import { errorCodes } from '../../relay/src/lib/errors.ts';
import { errorParagraphs } from './error-paragraphs.ts';
import { printSections } from './field-table.ts';
import { toJsonSchema } from './json-schema.ts';
import { renewLayers } from './layers.ts';

test('a choice inside a choice has a section for each variant', () => {
  const one = (name: string) => z.strictObject({ [name]: z.string() });
  const schema = z.union([one('a'), z.union([one('b'), one('c')])]);

  const printed = printSections('settings', toJsonSchema(schema));

  expect(printed.match(/^## .+$/gm)).toEqual([
    '## settings (with a)',
    '## settings (with b)',
    '## settings (with c)',
  ]);
});

test('a bar in a description does not end its cell', () => {
  const schema = z.strictObject({
    body: z.string().meta({ description: 'As in `{{ a | json }}`.' }),
  });

  expect(printSections('', toJsonSchema(schema))).toContain(
    '| `body` | text | required | As in `{{ a \\| json }}`. |',
  );
});

test('every error code has a paragraph, and every paragraph a code', () => {
  expect(Object.keys(errorParagraphs).toSorted()).toEqual(Object.keys(errorCodes).toSorted());
});

test.each(Object.entries(errorParagraphs))(
  'the paragraph of %s says enough',
  (_code, paragraph) => {
    expect(paragraph.length).toBeGreaterThan(80);
    expect(paragraph).toMatch(/\.$/);
  },
);

test('a schema becomes one section per object, with kind, default and description', () => {
  const schema = z.strictObject({
    name: z.string().meta({ description: 'Its name.' }),
    mode: z.enum(['push', 'pull']).default('push').meta({ description: 'Which way.' }),
    password: z.string().optional().meta({ description: 'For signing in.', secret: true }),
    hosts: z.array(z.string()).default([]).meta({ description: 'Where.' }),
    parts: z
      .array(z.strictObject({ size: z.int().meta({ description: 'How large.' }) }))
      .meta({ description: 'What it has.' }),
    way: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('air') }),
        z.strictObject({ kind: z.literal('sea') }),
      ])
      .meta({ description: 'How it travels.' }),
  });

  expect(printSections('ship', toJsonSchema(schema))).toBe(`## ship

| field | value | default | what it does |
| - | - | - | - |
| \`name\` | text | required | Its name. |
| \`mode\` | \`push\`, \`pull\` | \`"push"\` | Which way. |
| \`password\` | secret | – | For signing in. |
| \`hosts\` | list of text | \`[]\` | Where. |

## ship.parts[]

What it has.

| field | value | default | what it does |
| - | - | - | - |
| \`size\` | number | required | How large. |

## ship.way (kind: air)

| field | value | default | what it does |
| - | - | - | - |
| \`kind\` | \`air\` | required |  |

## ship.way (kind: sea)

| field | value | default | what it does |
| - | - | - | - |
| \`kind\` | \`sea\` | required |  |
`);
});

test('the layer table is renewed and nothing around it', () => {
  const page =
    'before\n<!-- layers: written by npm run docs -->\nstale table\n<!-- end of layers -->\nafter\n';

  const renewed = renewLayers(page);

  expect(renewed).toMatch(/^before\n/);
  expect(renewed).toMatch(/<!-- end of layers -->\nafter\n$/);
  expect(renewed).toMatch(/\| `lib\/` \| [^|]+ \| nothing \|/);
  expect(renewed).not.toContain('stale table');
});

test('a page without the markers is refused by name', () => {
  expect(() => renewLayers('nothing here')).toThrow('ARCHITECTURE.md');
});
