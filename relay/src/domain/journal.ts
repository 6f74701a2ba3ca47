import { sha256Hex } from '../lib/digest.ts';
import type { FoundEntry } from './snapshot.ts';

export type JournalElement = FoundEntry['element'];
export type UnnamedEntry = Omit<FoundEntry, 'id'>;

/** `2026-11-22 08:15:00 - Beth Anglin (Additional comments)`; date format and label follow the account. */
const header = /^(\d[^\n]{7,30}) - ([^\n]+) \([^()\n]+\)$/gm;

/**
 * The entries of a journal column as it is shown to people: newest first, each with a line of time,
 * author and label. The time is in the zone and format of whoever reads it, so it is not believed.
 */
export function readRendered(element: JournalElement, history: string): readonly UnnamedEntry[] {
  const headers = [...history.matchAll(header)];
  const entries = headers.map((match, index) => ({
    element,
    text: history
      .slice(match.index + match[0].length, headers[index + 1]?.index ?? history.length)
      .trim(),
    author: match[2] ?? '',
    createdOn: undefined,
    shownOn: match[1] ?? '',
  }));
  return entries.toReversed();
}

/**
 * Ids that are the same whichever way an entry was read: made of the text and of how often it was said before
 * among these. Of a journal that is longer than what is read of it, a repeat may get the id of one that is out of
 * sight: `compareSnapshot` knows it by its time.
 */
export function nameEntries(
  sysId: string,
  entries: readonly UnnamedEntry[],
): readonly FoundEntry[] {
  const said = new Map<string, number>();
  return entries.map((entry) => {
    const what = JSON.stringify([sysId, entry.element, normalized(entry.text)]);
    const before = said.get(what) ?? 0;
    said.set(what, before + 1);
    return { ...entry, id: sha256Hex(`${what} ${before}`).slice(0, 40) };
  });
}

function normalized(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}
