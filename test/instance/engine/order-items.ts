import { requireTable } from '../dictionary/dictionary.ts';
import { rowsOf, type Values } from '../store/rows.ts';
import { newRow, valueOf, type Row, type Session } from './session.ts';
import { insertRecord } from './write-record.ts';

export interface OrderedItem {
  readonly item: Values;
  readonly quantity: number;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * A request with one requested item for each thing ordered and a task for who delivers it. The approval that
 * the stock flow asks for above some price is left out: everything is approved at once (assumed).
 */
export function placeOrder(
  session: Session,
  requestedFor: string,
  ordered: readonly OrderedItem[],
): Row {
  const total = ordered.reduce((sum, one) => sum + priceOf(one), 0);
  const request = insert(session, 'sc_request', {
    requested_for: requestedFor,
    approval: 'approved',
    request_state: 'in_process',
    stage: 'delivery',
    price: String(total),
  });
  for (const one of ordered) orderOne(session, request, requestedFor, one);
  return request;
}

function orderOne(session: Session, request: Row, requestedFor: string, one: OrderedItem): void {
  const { item } = one;
  const requested = insert(session, 'sc_req_item', {
    request: valueOf(request, 'sys_id'),
    parent: valueOf(request, 'sys_id'),
    cat_item: item['sys_id'] ?? '',
    sc_catalog: (item['sc_catalogs'] ?? '').split(',')[0] ?? '',
    requested_for: requestedFor,
    quantity: String(one.quantity),
    price: item['price'] ?? '0',
    recurring_price: item['recurring_price'] ?? '',
    short_description: item['name'] ?? '',
    approval: 'approved',
    stage: 'fulfillment',
  });
  keepVariables(session, requested, one);
  insert(session, 'sc_task', {
    request: valueOf(request, 'sys_id'),
    request_item: valueOf(requested, 'sys_id'),
    parent: valueOf(requested, 'sys_id'),
    sc_catalog: valueOf(requested, 'sc_catalog'),
    short_description: item['name'] ?? '',
    assignment_group: item['group'] ?? '',
    approval: 'approved',
  });
}

function priceOf({ item, quantity }: OrderedItem): number {
  return Number(item['price'] ?? 0) * quantity;
}

/** Answers are records of their own, tied to the requested item. */
function keepVariables(session: Session, requested: Row, one: OrderedItem): void {
  const questions = rowsOf(session.engine.store, 'item_option_new').filter(
    (question) => question['cat_item'] === one.item['sys_id'],
  );
  for (const question of questions) {
    const option = insert(session, 'sc_item_option', {
      item_option_new: question['sys_id'] ?? '',
      value: one.variables[question['name'] ?? ''] ?? question['default_value'] ?? '',
      order: question['order'] ?? '',
    });
    insert(session, 'sc_item_option_mtom', {
      request_item: valueOf(requested, 'sys_id'),
      sc_item_option: valueOf(option, 'sys_id'),
    });
  }
}

function insert(session: Session, tableName: string, values: Values): Row {
  const row = newRow(requireTable(session.engine.dictionary(), tableName));
  for (const [name, value] of Object.entries(values)) if (value !== '') row.values[name] = value;
  insertRecord(session, row);
  return row;
}
