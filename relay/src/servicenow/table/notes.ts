import type { JournalNote } from '@alert-relay/shared-types';
import type { Connection } from '../../domain/configuration.ts';
import type { Intent } from '../../domain/intent.ts';
import { toMarker } from '../../domain/note-marker.ts';
import type { Client } from '../client.ts';
import { readJournal } from './journal.ts';

/** One text for each journal field: one write carries them all. */
export function toJournalFields(notes: readonly JournalNote[]): Record<string, string> {
  const texts = Map.groupBy(notes, ({ element }) => element);
  return Object.fromEntries(
    [...texts].map(([element, ofElement]) => [
      element,
      ofElement.map(({ id, text }) => `${text}\n\n${toMarker(id)}`).join('\n\n'),
    ]),
  );
}

/** Notes that are still to be written. One that left before without an answer is looked for first. */
export async function toPendingNotes(
  client: Client,
  connection: Connection,
  place: { readonly table: string; readonly sysId: string; readonly key: string },
  intent: Intent,
  notes: readonly JournalNote[],
): Promise<readonly JournalNote[]> {
  const pending = notes.filter(({ id }) => !intent.appliedNotes.has(id));
  if (!pending.some(({ id }) => intent.doubtfulNotes.has(id))) return pending;
  const journal = await readJournal(client, connection, place);
  return pending.filter(({ id }) => !journal.some(({ text }) => text.includes(toMarker(id))));
}
