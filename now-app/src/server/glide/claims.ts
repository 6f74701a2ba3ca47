import { GlideRecord } from '@servicenow/glide';
import type { ClaimPorts } from '../domain/claim.ts';
import { tables } from '../names.ts';
import { ageSeconds, findBy, readNumber } from './record.ts';

/**
 * Claims named `name`; the generation reached is kept in the row `holderId` of `holderTable`, and with it
 * what else the holder wants to have noted before it begins.
 */
export function claimPorts(
  name: string,
  holderTable: string,
  holderId: string,
  noted: Readonly<Record<string, string>> = {},
): ClaimPorts {
  const holder = (): GlideRecord | undefined => findBy(holderTable, 'sys_id', holderId);
  return {
    readGeneration: () => {
      const row = holder();
      return row === undefined ? 0 : readNumber(row, 'generation');
    },
    writeGeneration: (generation) => {
      const row = holder();
      if (row === undefined) return;
      row.setValue('generation', generation);
      for (const [column, value] of Object.entries(noted)) row.setValue(column, value);
      row.update();
    },
    listClaims: () => listClaims(name),
    insertClaim: (generation) => {
      const row = new GlideRecord(tables.claim);
      row.initialize();
      row.setValue('claim', `${name}:${generation}`);
      row.setValue('name', name);
      row.setValue('generation', generation);
      return row.insert() !== null;
    },
    deleteClaim: (generation) => {
      findBy(tables.claim, 'claim', `${name}:${generation}`)?.deleteRecord();
    },
    deleteClaimsUpTo: (generation) => {
      const rows = queryClaims(name);
      while (rows.next()) {
        if (readNumber(rows, 'generation') <= generation) rows.deleteRecord();
      }
    },
  };
}

function listClaims(name: string): { generation: number; ageSeconds: number }[] {
  const rows = queryClaims(name);
  const claims: { generation: number; ageSeconds: number }[] = [];
  while (rows.next()) {
    claims.push({
      generation: readNumber(rows, 'generation'),
      ageSeconds: ageSeconds(rows.getValue('sys_created_on')),
    });
  }
  return claims;
}

function queryClaims(name: string): GlideRecord {
  const rows = new GlideRecord(tables.claim);
  rows.addQuery('name', name);
  rows.query();
  return rows;
}
