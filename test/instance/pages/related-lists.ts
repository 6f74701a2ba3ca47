import type { Table } from '../dictionary/dictionary.ts';
import { valueOf, type Row } from '../engine/session.ts';
import { parseEncodedQuery } from '../query/parse-encoded-query.ts';
import { isOutOfTime, toUncaught } from '../scripts/script-host.ts';
import { textFrom } from '../scripts/runtime.ts';
import { rowsOf, type Values } from '../store/rows.ts';
import type { Visit } from './browse.ts';
import { escaped } from './html.ts';
import { relatedListsOf } from './layout.ts';
import { tableOf } from './record-list.ts';

/**
 * The lists below a form, as its layout names them: a relationship with its own script, or the rows of a
 * table that refer to the record (SDK, relationship-guide). A list whose table the user may not read is left
 * out (assumed).
 */
export function relatedLists(visit: Visit, row: Row, view: string): string {
  return relatedListsOf(visit.session, row.table, view)
    .map((name) => drawList(visit, row, name))
    .join('');
}

function drawList(visit: Visit, row: Row, name: string): string {
  const { engine } = visit.session;
  const [child = '', column = ''] = name.split('.');
  const relationship = name.startsWith('REL:')
    ? rowsOf(engine.store, 'sys_relationship').find((one) => `REL:${one['sys_id']}` === name)
    : undefined;
  const table = engine.dictionary().find(relationship?.['basic_query_from'] ?? child);
  if (table === undefined) return '';
  if (!visit.scripts.access.mayUseTable(visit.session, table, 'read', undefined)) return '';
  const query =
    relationship === undefined
      ? `${column}=${valueOf(row, 'sys_id')}`
      : refinedQuery(visit, row, table, relationship);
  const rows = tableOf(visit, table, parseEncodedQuery(query), 1);
  const title = relationship?.['name'] ?? table.label;
  return `<section><h2>${escaped(title)} (${rows.count})</h2>${rows.html}</section>`;
}

/** What `query_with` makes of the query; a script that fails leaves it as it is, and the log says so (assumed). */
function refinedQuery(visit: Visit, row: Row, table: Table, relationship: Values): string {
  const scope =
    rowsOf(visit.session.engine.store, 'sys_scope').find(
      (one) => one['sys_id'] === relationship['sys_scope'],
    )?.['scope'] ?? 'global';
  const context = visit.scripts.context(scope);
  const script = {
    table: 'sys_relationship',
    sysId: relationship['sys_id'] ?? '',
    name: relationship['name'] ?? '',
    scope,
    source: `var current = new GlideRecord('${table.name}'); ${relationship['query_with'] ?? ''}; return current.getEncodedQuery();`,
  };
  try {
    return textFrom(
      visit.scripts.run(visit.session, script, { parent: context.handle.wrapRow(row) }),
    );
  } catch (error) {
    if (isOutOfTime(error)) throw error;
    visit.scripts.log('error', toUncaught(error, `relationship '${script.name}'`), scope);
    return '';
  }
}
