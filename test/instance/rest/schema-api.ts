import type { Column, Table } from '../dictionary/dictionary.ts';
import { json } from './answer.ts';
import { requestedTable } from './table-request.ts';
import type { Handler, Route } from './route.ts';

/** Not documented, but used by forms and by clients: `{label, value}` of each table that may be read. */
const listTables: Handler = (_request, { session, scripts }) => {
  const tables = session.engine
    .dictionary()
    .tables()
    .filter((table) => scripts.access.mayUseTable(session, table, 'read', undefined));
  const result = tables
    .map((table) => ({ label: table.label, value: table.name, reference: '' }))
    .toSorted((a, b) => a.label.localeCompare(b.label));
  return json(200, { result });
};

/** Shape assumed after `/api/now/ui/meta`: columns by name. */
const describeTable: Handler = (request, context) => {
  const table = requestedTable(request, context, 'read');
  const { session, scripts } = context;
  const readable = [...table.columns.values()].filter((column) =>
    scripts.access.mayUseField(session, table, column, 'read', undefined),
  );
  const columns = Object.fromEntries(
    readable.map((column) => [column.name, describeColumn(table, column)]),
  );
  return json(200, { result: { name: table.name, label: table.label, columns } });
};

function describeColumn(table: Table, column: Column): Record<string, unknown> {
  return {
    name: column.name,
    label: column.label,
    type: column.type,
    internal_type: column.type,
    mandatory: column.mandatory,
    read_only: column.readOnly,
    max_length: column.maxLength,
    filterable: true,
    reference_field: column.reference !== '',
    ...(column.reference === '' ? {} : { reference: column.reference }),
    display: table.display === column.name,
    ...(column.choices.length === 0 ? {} : { choices: choicesOf(column) }),
  };
}

function choicesOf(column: Column): unknown[] {
  return column.choices
    .filter((choice) => !choice.inactive)
    .map((choice) => ({ label: choice.label, value: choice.value }));
}

export const schemaRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/api/now/doc/table/schema', handle: listTables },
  { method: 'GET', pattern: '/api/now/doc/table/schema/{table}', handle: describeTable },
  { method: 'GET', pattern: '/api/now/ui/meta/{table}', handle: describeTable },
];
