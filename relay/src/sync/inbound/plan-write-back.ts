import type { ChangeAttachment, ChangeEvent } from '@alert-relay/shared-types';
import type {
  RequestStep,
  WriteBack,
  WriteBackAlert,
  WriteBackPicture,
} from '../../connector-kit/write-back.ts';
import { mergeColumns } from '../../domain/back-sync.ts';
import {
  type ToldKind,
  toRecordSeverity,
  type WriteBackKind,
} from '../../domain/change-command.ts';
import type { Connection, Destination, ToolState } from '../../domain/configuration.ts';
import type { RealChanges } from '../../domain/echo.ts';
import { toRecordUrl } from '../record-url.ts';

/** What is known of the record and its alerts when the tool is to be told. */
export interface Telling {
  readonly id: string;
  readonly kind: WriteBackKind;
  readonly from: ToolState | undefined;
  readonly key: string;
  readonly connector: string | undefined;
  readonly alerts: readonly WriteBackAlert[];
  readonly remembered: Readonly<Record<string, string>>;
  readonly real: RealChanges;
  readonly change: ChangeEvent;
  readonly connection: Pick<Connection, 'name' | 'url'>;
  readonly at: number;
}

export interface Planned {
  readonly id: string;
  readonly destination: string;
  readonly kind: WriteBackKind;
  readonly steps: readonly RequestStep[];
  /** Something that is still on its way to the tool is to be undone behind it. */
  readonly undoes?: boolean;
}

/** A change in the words that every tool understands, and the requests that say it to this one. */
export function planTelling(
  telling: Telling,
  destination: Destination,
  plan: (writeBack: WriteBack, destination: Destination) => readonly RequestStep[],
): Planned {
  const { id, kind } = telling;
  return {
    id,
    kind,
    destination: destination.name,
    steps: plan(toWriteBack(telling), destination),
  };
}

function toWriteBack(telling: Telling): WriteBack {
  const { id, kind, from, key, connector, alerts, remembered, real, change, at } = telling;
  return {
    id,
    kind: toToldKind(kind),
    isCanceled: kind === 'cancel' || kind === 'resolve-deleted',
    isDeleted: change.deleted === true,
    from,
    key,
    connector,
    alerts,
    record: {
      table: change.table,
      sysId: change.sys_id,
      number: change.number,
      title: change.record.short_description,
      severity: toRecordSeverity(change),
      state: change.record.state,
      url: toRecordUrl(telling.connection, change),
    },
    changes: Object.fromEntries(
      real.fields.map((field) => [field.name, field.new_display ?? field.new ?? '']),
    ),
    journal: [...real.journal, ...ownWords(telling)].map(({ element, text, author }) => ({
      element,
      text,
      author,
    })),
    attachments: real.attachments.map((attachment) => toPicture(attachment, telling.connection)),
    actor: change.actor.name || change.actor.user_name,
    at,
    remembered,
  };
}

function toToldKind(kind: WriteBackKind): ToldKind {
  switch (kind) {
    case 'cancel':
    case 'resolve-deleted':
      return 'resolve';
    case 'note-deleted':
      return 'update';
    case 'open':
    case 'acknowledge':
    case 'silence':
    case 'resolve':
    case 'reopen':
    case 'update':
      return kind;
  }
}

/** For what no tool has a word of its own, a sentence beside what people wrote. */
function ownWords({ kind, real, change, connection }: Telling): WriteBack['journal'] {
  const author = change.actor.name || change.actor.user_name;
  const note = (text: string) => ({ element: 'work_notes', text, author });
  if (kind === 'note-deleted') return [note(`${change.number} was deleted in ServiceNow.`)];
  return real.fields
    .filter(({ name, old, new: value }) => mergeColumns.includes(name) && (old ?? '') !== value)
    .flatMap(({ old, new: into, new_display: number = 'another record' }) => {
      if (into !== null && into !== '') {
        const url = toRecordUrl(connection, { table: change.table, sys_id: into });
        return [note(`${change.number} was merged into ${number}: ${url}`)];
      }
      return old !== null && old !== '' ? [note(`${change.number} stands by itself again.`)] : [];
    });
}

/** What is larger is told by its link: the content passes through memory, and through agents, as text. */
const MAX_PICTURE_BYTES = 3_000_000;

function toPicture(
  { sys_id, file_name, content_type, size_bytes, author, withheld }: ChangeAttachment,
  connection: Pick<Connection, 'name' | 'url'>,
): WriteBackPicture {
  const stays = withheld !== undefined || size_bytes > MAX_PICTURE_BYTES;
  return {
    name: file_name,
    contentType: content_type,
    sizeBytes: size_bytes,
    author,
    url: `${connection.url}/sys_attachment.do?sys_id=${sys_id}`,
    file: stays ? undefined : { connection: connection.name, sysId: sys_id },
  };
}

/** The label by which an alert that we opened is known when its tool sends it back to us. */
const KEY_LABEL = 'alert_relay_key';

/** Stands for a record that has no alert of its own, the same at every time of its life. */
export function toStandIn(
  key: string,
  connection: Pick<Connection, 'name' | 'url'>,
  change: ChangeEvent,
): WriteBackAlert {
  return {
    fingerprint: key,
    labels: {
      alertname: 'ServiceNow',
      instance: connection.name,
      number: change.number,
      [KEY_LABEL]: key,
    },
    annotations: {
      summary: change.record.short_description,
      link: toRecordUrl(connection, change),
    },
    startedAt: undefined,
  };
}
