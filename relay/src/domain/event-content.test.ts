import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toNoteText, truncate, withoutMarkup } from './event-content.ts';
import { sampleEvent } from './samples.ts';

const tag = /\[\/?code\]/i;

test.each([
  ['a tag', '[code]<b>x</b>[/code]', '(code)<b>x</b>(/code)'],
  ['in any case', '[CoDe]x', '(CoDe)x'],
  ['a tag within a tag', '[co[code]de]x[/co[/code]de]', '[co(code)de]x[/co(/code)de]'],
  ['what is none', 'a [code x] of [codes]', 'a [code x] of [codes]'],
])('%s is no markup any more', (_name, text, expected) => {
  expect(withoutMarkup(text)).toBe(expected);
});

test('a note is no way around that: neither by its words nor by the name of who wrote it', () => {
  const note = sampleEvent({ kind: 'note', actor: '[code]<i>', text: '<b>x</b>[/code]' });

  expect(toNoteText([note])).toBe('Note by (code)<i>: <b>x</b>(/code)');
});

test('whatever an event says holds no markup', () => {
  const pieces = fc.constantFrom('[', ']', '/', 'co', 'de', 'code', '[code]', '[/code]', ' ');
  const words = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(words, fc.constantFrom('state', 'note'), (text, kind) => {
      const event = sampleEvent({ kind, title: text, text, actor: text, labels: { [text]: text } });

      expect(toNoteText([event])).not.toMatch(tag);
    }),
  );
});

test('a long list of alerts is cut, and says how many are left out', () => {
  const events = Array.from({ length: 23 }, (_, index) => sampleEvent({ title: `disk ${index}` }));

  const text = toNoteText(events);

  expect(text).toContain('disk 19');
  expect(text).not.toContain('disk 20');
  expect(text).toMatch(/… and 3 more alerts$/);
});

test.each([
  ['what fits stays whole', 'abc', 3, 'abc'],
  ['what is longer says so', 'abcd', 3, 'ab…'],
  ['no half of a character is left', 'a😀cd', 3, 'a…'],
])('%s', (_name, text, length, expected) => {
  expect(truncate(text, length)).toBe(expected);
});
