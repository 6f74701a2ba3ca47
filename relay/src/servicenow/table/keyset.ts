/** Up to where polling has read: keyset paging, since an offset slides when records are written meanwhile. */
export interface Cursor {
  /** `sys_updated_on` of a record, `sys_created_on` of a picture or a deletion; UTC. */
  readonly updatedOn: string;
  /** Empty: everything of that second. */
  readonly sysId: string;
  /** So many rows behind it were asked for, and none of them came. */
  readonly hidden?: number | undefined;
  /** At the most so many more there were behind it when they were counted. */
  readonly left?: number | undefined;
}

/** Of a page of a walk, whatever it brings. */
export interface Read {
  /** Where the next page begins; `undefined` at the end. */
  readonly next: Cursor | undefined;
  /** By the clock of the instance, which dates what is read; ms. */
  readonly now?: number | undefined;
}

/**
 * Where the next page begins. The limit counts rows that the account may not see, and leaves them out
 * (servicenow-platform.md 0.2): a short page is not the end, and of an empty one the count says whether it is.
 * `undefined` at the end.
 */
export function afterPage<Row>(
  after: Cursor,
  { rows, total }: { readonly rows: readonly Row[]; readonly total: number | undefined },
  pageSize: number,
  toCursor: (row: Row) => Cursor,
): Cursor | undefined {
  const { hidden = 0 } = after;
  const behind = total === undefined ? after.left : total - hidden;
  const last = rows.at(-1);
  // Which of the others stand before it, and which behind it, nobody knows.
  const read = last === undefined ? pageSize : rows.length;
  const left = behind === undefined ? undefined : behind - read;
  if (last !== undefined) return { ...toCursor(last), left };
  if (left === undefined || left <= 0) return undefined;
  return { ...after, hidden: hidden + pageSize, left };
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
