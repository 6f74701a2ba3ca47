import { AttachmentAnswer } from '@alert-relay/shared-types';
import { z } from 'zod';
import type { Connection } from '../domain/configuration.ts';
import { toOpenForMs } from '../domain/unknown-outcome.ts';
import { nameOf } from '../domain/connection-name.ts';
import { RelayError } from '../lib/errors.ts';
import type { Client } from './client.ts';

/** A file as it stands in ServiceNow. */
export interface FetchedFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: Buffer;
}

/** By the app, which asks its administrator's limits once more. */
export async function fetchAttachment(
  client: Client,
  connection: Connection,
  sysId: string,
): Promise<FetchedFile> {
  const answer = await client.call(connection, {
    attempted: `fetch the picture ${sysId}`,
    method: 'GET',
    path: `/attachments/${sysId}`,
    result: AttachmentAnswer,
  });
  if (answer.sys_id !== sysId) {
    throw new RelayError(
      'SERVICENOW_UNEXPECTED_ANSWER',
      `Could not fetch the picture ${sysId} of connection ${nameOf(connection)}: the answer is about another.`,
    );
  }
  return {
    name: answer.file_name,
    contentType: answer.content_type,
    content: Buffer.from(answer.content, 'base64'),
  };
}

const FileRow = z.object({ file_name: z.string(), content_type: z.string() });

/** By the Attachment API of the platform, which lets read what the account may read of the record. */
export async function fetchAttachmentByTable(
  client: Client,
  connection: Connection,
  sysId: string,
): Promise<FetchedFile> {
  const deadlineMs = toOpenForMs(connection);
  const row = await client.call(connection, {
    api: 'attachment',
    attempted: `read about the picture ${sysId}`,
    method: 'GET',
    path: `/${sysId}`,
    result: FileRow,
    deadlineMs,
  });
  const content = await client.download(connection, {
    attempted: `fetch the picture ${sysId}`,
    path: `/${sysId}/file`,
    deadlineMs,
  });
  return { name: row.file_name, contentType: row.content_type, content };
}
