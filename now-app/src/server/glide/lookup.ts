import { GlideRecord } from '@servicenow/glide';
import type { LookupAnswer } from '@alert-relay/shared-types';
import { isScript } from '../domain/checks.ts';
import type { LookupQuestion } from '../domain/lookup.ts';
import { readColumn } from './record.ts';

const enough = 2;

export function findMatches(question: LookupQuestion): LookupAnswer {
  if (isScript(question.value)) return { matches: [] };
  const rows = new GlideRecord(question.table);
  rows.addQuery(question.column, question.value);
  rows.query();
  const matches: LookupAnswer['matches'] = [];
  while (matches.length < enough && rows.next()) {
    const isExact = readColumn(rows, question.column) === question.value;
    const isActive = !rows.isValidField('active') || readColumn(rows, 'active') === 'true';
    if (isExact && isActive) {
      matches.push({ sys_id: rows.getUniqueValue(), display: readColumn(rows, 'name') });
    }
  }
  return { matches };
}
