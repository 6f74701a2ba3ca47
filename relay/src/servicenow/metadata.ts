import { MetadataAnswer } from '@alert-relay/shared-types';
import type { Connection } from '../domain/configuration.ts';
import type { Client } from './client.ts';
import { describeTable } from './table/describe-table.ts';

/** The columns of a table as this instance has them, with labels, choices and what is mandatory. */
export function fetchMetadata(
  client: Client,
  connection: Connection,
  table: string,
): Promise<MetadataAnswer> {
  if (connection.mode === 'table') return describeTable(client, connection, table);
  return client.call(connection, {
    attempted: `read the columns of ${table}`,
    method: 'GET',
    path: '/metadata',
    query: { table },
    result: MetadataAnswer,
  });
}
