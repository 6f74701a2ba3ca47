import type { UpsertRequest } from '@alert-relay/shared-types';
import { upsert, type UpsertResult } from '../domain/upsert.ts';
import { writableTables } from './settings.ts';
import { upsertPorts } from './upsert-ports.ts';

/** Applies one command that was checked already. */
export function runCommand(key: string, request: UpsertRequest): UpsertResult {
  if (!writableTables().includes(request.table)) {
    return {
      ok: false,
      refusal: {
        code: 'table_not_allowed',
        field: 'table',
        message: `${request.table} is not among the tables of the property x_alrt_relay.tables`,
      },
    };
  }
  return upsert(upsertPorts(key, request), request);
}
