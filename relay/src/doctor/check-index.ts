import type { Inspector } from '../servicenow/inspect-instance.ts';
import { type Check, type Finding, pass, skip, warn } from './check.ts';
import type { Subject } from './subject.ts';

/** So long a search for one value takes only where the whole table is read. */
const SLOW_SEARCH_MS = 2000;
const COLUMN = 'correlation_id';

/**
 * The relay finds its records by `correlation_id`. The list of indexes (`sys_index`) is shown to
 * administrators, and those that the platform made itself need not be in it; how long a search takes
 * everybody sees.
 */
export function indexCheck({ inspector, admin }: Subject, table: string): Check {
  return {
    id: `correlation-index:${table}`,
    title: `${table} is searched by ${COLUMN} as if it were indexed`,
    needed: false,
    after: [`table:${table}`],
    look: async () => {
      const listed = await findIndex(admin ?? inspector, table);
      if (listed.kind === 'index') {
        return pass(`index ${listed.name} of ${listed.table} begins with ${COLUMN}`);
      }
      return searchFinding(inspector, table, listed.because);
    },
  };
}

type Listed =
  | { readonly kind: 'index'; readonly name: string; readonly table: string }
  | { readonly kind: 'unknown'; readonly because: string };

async function findIndex(eyes: Inspector, table: string): Promise<Listed> {
  const tables = [table, 'task'];
  const asked = await eyes.rows('sys_index', {
    query: `tableIN${tables.join(',')}`,
    // Instances differ in what they call the columns; one that is not there is left out.
    fields: ['table', 'name', 'index_name', 'col_name_string', 'index_col_name'],
    limit: 500,
  });
  if (asked.kind === 'none' || (asked.rows.length === 0 && asked.total !== 0)) {
    return { kind: 'unknown', because: 'the list of indexes is shown to administrators only' };
  }
  const found = asked.rows.find(
    (row) => tables.includes(row['table'] ?? '') && firstColumnOf(row) === COLUMN,
  );
  if (found === undefined) {
    return { kind: 'unknown', because: `sys_index lists none of ${tables.join(' and ')} on it` };
  }
  return {
    kind: 'index',
    name: found['index_name'] ?? found['name'] ?? '',
    table: found['table'] ?? '',
  };
}

/** An index serves a search for its first column, whatever others follow. */
function firstColumnOf(row: Readonly<Record<string, string>>): string {
  const columns = row['col_name_string'] ?? row['index_col_name'] ?? '';
  return columns.split(',')[0]?.trim() ?? '';
}

async function searchFinding(
  inspector: Inspector,
  table: string,
  because: string,
): Promise<Finding> {
  const startedAt = performance.now();
  const heard = await inspector.ask({
    path: `/api/now/table/${table}`,
    query: {
      sysparm_query: `${COLUMN}=${'0'.repeat(64)}`,
      sysparm_fields: 'sys_id',
      sysparm_limit: '1',
      sysparm_no_count: 'true',
    },
  });
  const took = Math.round(performance.now() - startedAt);
  if (heard.kind === 'silent') return skip(heard.error.message);
  const evidence = `a search for a key that nobody has took ${took} ms; ${because}`;
  if (took < SLOW_SEARCH_MS) return pass(evidence);
  return warn({
    code: 'correlation-not-indexed',
    evidence,
    cause: `The relay looks for its records by ${COLUMN}; without an index each look reads the whole table.`,
    cure: `Have an administrator add an index on ${COLUMN} of ${table} (System Definition, Tables, Database Indexes).`,
  });
}
