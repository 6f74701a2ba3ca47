import { ChangesPage, CompareAnswer, type LinkState, LinksPage } from '@alert-relay/shared-types';
import type { Connection } from '../domain/configuration.ts';
import type { Client } from './client.ts';

/** Most keys of one comparison. */
export const KEYS_PER_CALL = 500;
const CHANGES_PER_CALL = 1000;

/** How the records of these keys stand; a key without a record of ours is left out. */
export async function compareLinks(
  client: Client,
  connection: Connection,
  keys: readonly string[],
): Promise<readonly LinkState[]> {
  const { links } = await client.call(connection, {
    attempted: `compare ${keys.length} records`,
    method: 'POST',
    path: '/links/compare',
    body: { keys },
    result: CompareAnswer,
  });
  return links.filter(({ key }) => keys.includes(key));
}

/** One page of the records that were updated since, in the order of their last update. */
export async function listLinks(
  client: Client,
  connection: Connection,
  from: { readonly since: string } | { readonly after: string },
): Promise<LinksPage> {
  return client.call(connection, {
    attempted: 'list the records that changed',
    method: 'GET',
    path: '/links',
    query: { workspace: connection.workspace, connection: connection.name, ...from },
    result: LinksPage,
  });
}

/** Changes of one record above a sequence, as far as the app still holds them, brought away or not. */
export async function fetchRecordChanges(
  client: Client,
  connection: Connection,
  key: string,
  after: number,
): Promise<ChangesPage> {
  return client.call(connection, {
    attempted: 'fetch the changes of one record',
    method: 'GET',
    path: `/tasks/${encodeURIComponent(key)}/changes`,
    query: { after: String(after), limit: String(CHANGES_PER_CALL) },
    result: ChangesPage,
  });
}
