import { requireTable } from '../dictionary/dictionary.ts';
import { placeOrder, type OrderedItem } from '../engine/order-items.ts';
import { displayOf } from '../engine/display.ts';
import { newRow, rowFrom, valueOf, type Row, type Session } from '../engine/session.ts';
import { deleteRecord, insertRecord, updateRecord } from '../engine/write-record.ts';
import { toValues, type Values } from '../store/rows.ts';
import { empty, failure, json, Refusal, type Request } from './answer.ts';
import { catalogRows, dollars, questionsOf, requestedItem } from './catalog-items.ts';
import { readObject, readOrder, readVariables } from './catalog-order.ts';
import type { Handler } from './routes.ts';

/** What a cart item holds besides its columns; the platform keeps it as options. */
function optionsOf(session: Session, cartItem: string): Record<string, string> {
  const options = catalogRows(session.engine, 'sc_item_option', 'cart_item', cartItem);
  return Object.fromEntries(
    options.map((option) => [option['item_option_new'] ?? '', option['value'] ?? '']),
  );
}

export const addToCart: Handler = (request, context) => {
  const { session } = context;
  const order = readOrder(request, session, requestedItem(request, context));
  const cart = cartOf(session);
  const row = newRow(requireTable(session.engine.dictionary(), 'sc_cart_item'));
  row.values = {
    cart: valueOf(cart, 'sys_id'),
    cat_item: order.item['sys_id'] ?? '',
    quantity: String(order.quantity),
  };
  insertRecord(session, row);
  keepOptions(session, row, order);
  return json(200, { result: shortCart(session, cart) });
};

function keepOptions(session: Session, cartItem: Row, order: OrderedItem): void {
  for (const question of questionsOf(session.engine, order.item['sys_id'] ?? '')) {
    const option = newRow(requireTable(session.engine.dictionary(), 'sc_item_option'));
    option.values = {
      cart_item: valueOf(cartItem, 'sys_id'),
      item_option_new: question['sys_id'] ?? '',
      value: order.variables[question['name'] ?? ''] ?? '',
    };
    insertRecord(session, option);
  }
}

/** Every user has one cart, made when first needed. */
function cartOf(session: Session): Row {
  const { engine, user } = session;
  const table = requireTable(engine.dictionary(), 'sc_cart');
  const stored = engine.store.prepare('SELECT * FROM sc_cart WHERE user = ?').get(user.sysId);
  if (stored !== undefined) return rowFrom(table, toValues(stored));
  const cart = newRow(table);
  cart.values = { user: user.sysId, requested_for: user.sysId, name: 'DEFAULT' };
  insertRecord(session, cart);
  return cart;
}

interface CartLine {
  readonly line: Values;
  readonly item: Values;
  readonly quantity: number;
  readonly price: number;
}

function linesOf(session: Session, cart: Row): CartLine[] {
  const { engine } = session;
  return catalogRows(engine, 'sc_cart_item', 'cart', valueOf(cart, 'sys_id')).map((line) => {
    const [item = {}] = catalogRows(engine, 'sc_cat_item', 'sys_id', line['cat_item'] ?? '');
    const price = Number(item['price'] ?? 0);
    return { line, item, quantity: Number(line['quantity'] ?? 1), price };
  });
}

function subtotalOf(lines: readonly CartLine[]): string {
  return dollars(lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0));
}

function shortCart(session: Session, cart: Row): Record<string, unknown> {
  const lines = linesOf(session, cart);
  return {
    cart_id: valueOf(cart, 'sys_id'),
    subtotal: subtotalOf(lines),
    items: lines.map((line) => shortLine(line)),
  };
}

function shortLine({ line, item, price }: CartLine): Record<string, unknown> {
  const recurring = dollars(Number(item['recurring_price'] ?? 0));
  return {
    catalog_item_id: item['sys_id'] ?? '',
    quantity: line['quantity'] ?? '1',
    localized_price: dollars(price),
    price: dollars(price),
    recurring_frequency: item['recurring_frequency'] ?? null,
    localized_recurring_price: recurring,
    recurring_price: recurring,
    item_name: item['name'] ?? '',
    cart_item_id: line['sys_id'] ?? '',
  };
}

/** Items that recur would form groups of their own; all of ours are under `none`. */
function longCart(session: Session, cart: Row): Record<string, unknown> {
  const lines = linesOf(session, cart);
  const totals = {
    subtotal_price: subtotalOf(lines),
    subtotal_recurring_frequency: '',
    subtotal_recurring_price: '$0.00',
    total_title: 'Total',
    show_subtotal_price: 'true',
    subtotal_title: 'Subtotal',
  };
  const items = lines.map((line) => longLine(session, line));
  return {
    cart_id: valueOf(cart, 'sys_id'),
    ...totals,
    delivery_address: valueOf(cart, 'delivery_address'),
    special_instructions: valueOf(cart, 'special_instructions'),
    requested_for: valueOf(cart, 'requested_for'),
    requested_for_user: session.user.displayName,
    ...(lines.length === 0 ? {} : { none: { ...totals, frequency_label: null, items } }),
  };
}

function longLine(session: Session, cartLine: CartLine): Record<string, unknown> {
  const { line, item, quantity, price } = cartLine;
  const total = price * quantity;
  const answers = optionsOf(session, line['sys_id'] ?? '');
  const variables = questionsOf(session.engine, item['sys_id'] ?? '').map((question) => [
    question['question_text'] ?? '',
    answers[question['sys_id'] ?? ''] ?? '',
  ]);
  return {
    ...shortLine(cartLine),
    updated_on: line['sys_updated_on'] ?? '',
    created_on: line['sys_created_on'] ?? '',
    updated_by: line['sys_updated_by'] ?? '',
    created_by: line['sys_created_by'] ?? '',
    short_description: item['short_description'] ?? '',
    recurring_subtotal_price: '$0.00',
    recurring_subtotal: 0,
    delivery_time: deliveryTime(session, item),
    sys_class_name: item['sys_class_name'] ?? '',
    sys_id: line['sys_id'] ?? '',
    subtotal_price: dollars(total),
    subtotal: total,
    variables: Object.fromEntries(variables),
    item_id: item['sys_id'] ?? '',
    show_price: true,
    show_quantity: true,
    show_recurring_price: false,
    picture: item['picture'] ?? '',
    name: item['name'] ?? '',
    order_guide: '',
  };
}

function deliveryTime(session: Session, item: Values): string {
  const column = session.engine.dictionary().find('sc_cat_item')?.columns.get('delivery_time');
  return column === undefined
    ? ''
    : displayOf(session.engine, column, item['delivery_time'] ?? '', '');
}

export const getCart: Handler = (_request, { session }) =>
  json(200, { result: longCart(session, cartOf(session)) });

/** One step or two, as the property of the catalog says; here always two: the cart is shown, then submitted. */
export const checkOut: Handler = (_request, { session }) => {
  const cart = cartOf(session);
  refuseEmpty(session, cart);
  return json(200, { result: longCart(session, cart) });
};

export const submitOrder: Handler = (_request, { session }) => {
  const cart = cartOf(session);
  const ordered = refuseEmpty(session, cart).map(({ line, item, quantity }) => {
    const answers = optionsOf(session, line['sys_id'] ?? '');
    const variables = questionsOf(session.engine, item['sys_id'] ?? '').map((question) => [
      question['name'] ?? '',
      answers[question['sys_id'] ?? ''] ?? '',
    ]);
    return { item, quantity, variables: Object.fromEntries(variables) };
  });
  const placed = placeOrder(session, valueOf(cart, 'requested_for'), ordered);
  emptyOut(session, cart);
  return json(200, {
    result: { request_number: valueOf(placed, 'number'), request_id: valueOf(placed, 'sys_id') },
  });
};

/** That an empty cart is 400 is documented, the wording is assumed. */
function refuseEmpty(session: Session, cart: Row): CartLine[] {
  const lines = linesOf(session, cart);
  if (lines.length === 0) throw new Refusal(failure(400, 'Cart is empty', ''));
  return lines;
}

export const changeLine: Handler = (request, { session }) => {
  const row = requestedLine(request, session);
  const body = readObject(request);
  const quantity = Number(body['sysparm_quantity'] ?? valueOf(row, 'quantity'));
  if (!Number.isInteger(quantity) || quantity < 1)
    throw new Refusal(failure(400, 'Invalid quantity value', ''));
  row.values['quantity'] = String(quantity);
  updateRecord(session, row);
  const answers = readVariables(body);
  for (const question of questionsOf(session.engine, valueOf(row, 'cat_item'))) {
    const answer = answers[question['name'] ?? ''];
    if (answer === undefined) continue;
    session.engine.store.write(() =>
      session.engine.store
        .prepare('UPDATE sc_item_option SET value = ? WHERE cart_item = ? AND item_option_new = ?')
        .run(answer, valueOf(row, 'sys_id'), question['sys_id'] ?? ''),
    );
  }
  return json(200, { result: longCart(session, cartOf(session)) });
};

export const deleteLine: Handler = (request, { session }) => {
  deleteRecord(session, requestedLine(request, session));
  return empty(204);
};

/** A line of the caller's own cart. */
function requestedLine(request: Request, session: Session): Row {
  const table = requireTable(session.engine.dictionary(), 'sc_cart_item');
  const sysId = request.parameters['sys_id'] ?? '';
  const [line] = catalogRows(session.engine, 'sc_cart_item', 'sys_id', sysId);
  if (line === undefined || line['cart'] !== valueOf(cartOf(session), 'sys_id'))
    throw new Refusal(failure(400, 'Invalid cart item', '')); // wording assumed
  return rowFrom(table, line);
}

export const emptyCart: Handler = (request, { session }) => {
  const cart = cartOf(session);
  if (request.parameters['sys_id'] !== valueOf(cart, 'sys_id'))
    throw new Refusal(failure(404, 'Cart does not exist', '')); // wording assumed
  emptyOut(session, cart);
  return empty(204);
};

function emptyOut(session: Session, cart: Row): void {
  const table = requireTable(session.engine.dictionary(), 'sc_cart_item');
  for (const { line } of linesOf(session, cart)) deleteRecord(session, rowFrom(table, line));
}
