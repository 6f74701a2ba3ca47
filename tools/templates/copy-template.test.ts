import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyTemplate } from './copy-template.ts';

const template = path.join(import.meta.dirname, 'connector');

let connectors: string;

beforeEach(() => {
  connectors = mkdtempSync(path.join(tmpdir(), 'relay-template-'));
});

afterEach(() => {
  rmSync(connectors, { recursive: true });
});

test('the folder has all files of the template, under the new name everywhere', () => {
  const result = copyTemplate({ template, connectors, id: 'nagios-xi' });

  const copied = new Set(
    readdirSync(path.join(connectors, 'nagios-xi'), { recursive: true, encoding: 'utf8' }),
  );
  expect(copied).toEqual(new Set(readdirSync(template, { recursive: true, encoding: 'utf8' })));
  expect(result).toMatchObject({ line: "export { nagiosXi } from './nagios-xi/index.ts';" });
  const text = readFileSync(path.join(connectors, 'nagios-xi', 'index.ts'), 'utf8');
  expect(text).toContain(
    "export const nagiosXi = defineConnector({\n  id: 'nagios-xi',\n  name: 'Nagios Xi'",
  );
  expect(text).toContain("from '../../connector-kit/connector.ts'");
  expect(text).not.toMatch(/example-?tool|Example Tool/i);
});

test('nothing that exists is written over', () => {
  copyTemplate({ template, connectors, id: 'nagios' });

  expect(copyTemplate({ template, connectors, id: 'nagios' })).toMatchObject({
    because: expect.stringContaining('exists'),
  });
});

test.each(['', 'Nagios', '../x', 'a b', '-a', 'a-'])('the name "%s" is refused', (id) => {
  expect(copyTemplate({ template, connectors, id })).toMatchObject({ kind: 'refused' });
  expect(readdirSync(connectors)).toEqual([]);
});
