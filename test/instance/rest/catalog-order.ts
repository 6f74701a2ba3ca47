import { requireTable } from '../dictionary/dictionary.ts';
import { placeOrder, type OrderedItem } from '../engine/order-items.ts';
import { newRow, valueOf, type Session } from '../engine/session.ts';
import { insertRecord } from '../engine/write-record.ts';
import { normalizeValue } from '../engine/normalize-value.ts';
import type { Values } from '../store/rows.ts';
import { bodyText, failure, json, Refusal, type Request } from './answer.ts';
import { isObject, parseJson, textOfJson } from './read-body.ts';
import { catalogRows, questionsOf, requestedItem } from './catalog-items.ts';
import type { Handler } from './route.ts';

/** What a caller orders, checked as the documentation lists the refusals. */
export function readOrder(
  request: Request,
  session: Session,
  item: Values,
): OrderedItem & { readonly requestedFor: string } {
  return orderIn(readObject(request), session, item);
}

export function orderIn(
  body: Readonly<Record<string, unknown>>,
  session: Session,
  item: Values,
): OrderedItem & { readonly requestedFor: string } {
  const quantity = Number(body['sysparm_quantity'] ?? '');
  if (!Number.isInteger(quantity) || quantity < 1)
    throw new Refusal(failure(400, 'Invalid quantity value', ''));
  const variables = readVariables(body);
  refuseUnanswered(session, item, variables);
  const asked = textOfJson(body['sysparm_requested_for']);
  const { engine } = session;
  // Documented as a sys_id; clients send user names too.
  const requestedFor = engine.findUser(asked)?.sysId ?? engine.findUserByName(asked)?.sysId ?? '';
  if (asked !== '' && requestedFor === '')
    throw new Refusal(failure(400, 'User sys_id is invalid.', ''));
  return {
    item,
    quantity,
    variables,
    requestedFor: requestedFor === '' ? session.user.sysId : requestedFor,
  };
}

export function readObject(request: Request): Record<string, unknown> {
  const text = bodyText(request).trim();
  const body = text === '' ? {} : parseJson(text);
  if (!isObject(body)) throw new Refusal(failure(400, 'Invalid request body', '')); // assumed
  return body;
}

export function readVariables(body: Readonly<Record<string, unknown>>): Record<string, string> {
  const given = body['variables'];
  if (!isObject(given)) return {};
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, textOfJson(value)]),
  );
}

export function refuseUnanswered(
  session: Session,
  item: Values,
  variables: Readonly<Record<string, string>>,
): void {
  const missing = questionsOf(session.engine, item['sys_id'] ?? '').filter(
    (question) => question['mandatory'] === '1' && (variables[question['name'] ?? ''] ?? '') === '',
  );
  if (missing.length > 0) throw new Refusal(failure(400, 'Mandatory Variables are required', ''));
}

export const orderNow: Handler = (request, context) => {
  const { session } = context;
  const order = readOrder(request, session, requestedItem(request, context));
  const placed = placeOrder(session, order.requestedFor, [order]);
  const number = valueOf(placed, 'number');
  const sysId = valueOf(placed, 'sys_id');
  return json(200, {
    result: {
      sys_id: sysId,
      number,
      request_number: number,
      parent_id: null,
      request_id: sysId,
      parent_table: 'task',
      table: 'sc_request',
    },
  });
};

/** A producer writes a record of its table; variables that are named like fields fill them. */
export const submitProducer: Handler = (request, { session }) => {
  const sysId = request.parameters['sys_id'] ?? '';
  const [producer] = catalogRows(session.engine, 'sc_cat_item_producer', 'sys_id', sysId);
  if (producer === undefined) return failure(404, 'Record producer does not exist', ''); // assumed
  const variables = readVariables(readObject(request));
  refuseUnanswered(session, producer, variables);
  const table = requireTable(session.engine.dictionary(), producer['table_name'] ?? 'task');
  const row = newRow(table);
  for (const [name, value] of Object.entries(variables)) {
    const column = table.columns.get(name);
    if (column !== undefined) row.values[name] = normalizeValue(column, value);
  }
  const outcome = insertRecord(session, row);
  if (outcome.kind === 'refused') return failure(400, 'Operation Failed', outcome.detail);
  const id = valueOf(row, 'sys_id');
  return json(200, {
    result: {
      sys_id: id,
      number: valueOf(row, 'number'),
      parent_id: null,
      record: `api/now/table/${table.name}/${id}`,
      redirect_portal_url: '',
      parent_table: table.lineage[1] ?? table.name,
      redirect_url: `${table.name}.do?sys_id=${id}&sysparm_view=ess`,
      table: table.name,
      redirect_to: '',
    },
  });
};
