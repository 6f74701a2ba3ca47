/** Up to where polling has read: keyset paging, since an offset slides when records are written meanwhile. */
export interface Cursor {
  /** `sys_updated_on` of a record, `sys_created_on` of a picture or a deletion; UTC. */
  readonly updatedOn: string;
  /** Empty: everything of that second. */
  readonly sysId: string;
}

/** `^NQ` begins a second alternative: later seconds, or the rest of this one. The first ones come first. */
export function toNextPage(wanted: string, column: string, { updatedOn, sysId }: Cursor): string {
  const order = `^ORDERBY${column}^ORDERBYsys_id`;
  if (sysId === '') return `${wanted}^${column}>=${updatedOn}${order}`;
  return `${wanted}^${column}>${updatedOn}^NQ${wanted}^${column}=${updatedOn}^sys_id>${sysId}${order}`;
}

/**
 * The first row that was not asked for. An instance that dropped a term of the query would send us through
 * its whole table, or in a circle; one that dropped the order, past rows that stand behind the last one.
 */
export function findMisplaced<Row>(
  rows: readonly Row[],
  after: Cursor,
  toCursor: (row: Row) => Cursor,
): Row | undefined {
  let before = after;
  for (const row of rows) {
    const cursor = toCursor(row);
    if (!isLater(cursor, before)) return row;
    before = cursor;
  }
  return undefined;
}

function isLater(row: Cursor, before: Cursor): boolean {
  if (row.updatedOn !== before.updatedOn) return row.updatedOn > before.updatedOn;
  return row.sysId > before.sysId;
}
