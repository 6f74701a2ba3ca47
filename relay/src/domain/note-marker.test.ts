import { expect, test } from 'vitest';
import { splitNotes, toMarker } from './note-marker.ts';

const [first, second] = [toMarker('0193a5f1-first'), toMarker('0193a5f2-second')];

test.each([
  ['nothing', '', []],
  ['what a person wrote', 'See [ref 12] of the manual.', []],
  ['a note', `Down.\n\nNo answer.\n\n${first}`, [`Down.\n\nNo answer.\n\n${first}`]],
  [
    'two notes of one write',
    `Down.\n\n${first}\n\nUp.\r\n${second}`,
    [`Down.\n\n${first}`, `Up.\r\n${second}`],
  ],
])('%s is taken apart', (_what, entry, texts) => {
  expect(splitNotes(entry).map(({ text }) => text)).toEqual(texts);
});

test('each note says which one it is', () => {
  const notes = splitNotes(`Down.\n\n${first}\n\nUp.\n\n${second}`);

  expect(notes.map(({ marker }) => marker)).toEqual([first, second]);
});

test('a long text without a marker is looked through once', () => {
  const text = 'See [ref '.repeat(200_000);
  const startedAt = performance.now();

  expect(splitNotes(text)).toEqual([]);
  expect(performance.now() - startedAt).toBeLessThan(2000);
});
