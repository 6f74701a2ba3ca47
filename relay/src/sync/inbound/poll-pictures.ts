import type { ChangeEvent } from '@alert-relay/shared-types';
import type { Db } from '../../database/schema.ts';
import type { Connection } from '../../domain/configuration.ts';
import { toIsoTime } from '../../domain/snapshot.ts';
import { sha256Hex } from '../../lib/digest.ts';
import type { PicturePage, PolledPicture } from '../../servicenow/table/poll-pictures.ts';
import type { Cursor } from '../../servicenow/table/keyset.ts';
import { findKnownRecords } from '../../store/intents.ts';
import { findLinkByKey } from '../../store/links.ts';
import { walkBeside, type WalkBesideDeps } from './walk-beside.ts';

export interface PollPicturesDeps extends WalkBesideDeps {
  readonly db: Db;
  readonly servicenow: {
    fetchPictures(
      connection: Connection,
      tables: readonly string[],
      after: Cursor,
    ): Promise<PicturePage>;
  };
}

const TABLE = 'sys_attachment';

export function pollPictures(
  deps: PollPicturesDeps,
  connection: Connection,
  tables: readonly string[],
): Promise<void> {
  return walkBeside(deps, connection, TABLE, async (after) => {
    const { pictures, ...read } = await deps.servicenow.fetchPictures(connection, tables, after);
    return { changes: await toChanges(deps.db, connection, pictures), ...read };
  });
}

/** Those on records of ours; one whose link is not there yet is seen again with the next poll. */
async function toChanges(
  db: Db,
  connection: Connection,
  pictures: readonly PolledPicture[],
): Promise<readonly ChangeEvent[]> {
  const records = await findKnownRecords(
    db,
    connection,
    pictures.map(({ record }) => record),
  );
  const changes: ChangeEvent[] = [];
  for (const picture of pictures) {
    const record = records.get(picture.record);
    const link = record && (await findLinkByKey(db, record.key));
    if (record === undefined || link === undefined) continue;
    changes.push(toChange(connection, picture, { ...record, link }));
  }
  return changes;
}

function toChange(
  { workspace, name }: Connection,
  picture: PolledPicture,
  { key, modCount, fields, link }: OurRecord,
): ChangeEvent {
  const at = toIsoTime(picture.createdOn);
  return {
    id: sha256Hex(JSON.stringify([workspace, name, TABLE, picture.sysId])).slice(0, 40),
    sequence: Math.max(0, modCount),
    operation: 'update',
    table: picture.table,
    sys_id: picture.record,
    number: link.number,
    key,
    fields: [],
    journal: [],
    attachments: [
      {
        sys_id: picture.sysId,
        file_name: picture.name,
        content_type: picture.contentType,
        size_bytes: picture.sizeBytes,
        author: picture.author,
        at,
      },
    ],
    record: {
      state: link.state,
      active: link.phase === 'open',
      sys_mod_count: Math.max(0, modCount),
      short_description: fields['short_description'] ?? '',
    },
    actor: { user_name: picture.author, name: picture.author },
    at,
    origin: null,
  };
}

interface OurRecord {
  readonly key: string;
  readonly modCount: number;
  readonly fields: Readonly<Record<string, string>>;
  readonly link: { readonly number: string; readonly state: string; readonly phase: string };
}
