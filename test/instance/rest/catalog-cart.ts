import { requireTable } from '../dictionary/dictionary.ts';
import { placeOrder, type OrderedItem } from '../engine/order-items.ts';
import { displayOf } from '../engine/display.ts';
import { newRow, rowFrom, valueOf, type Row, type Session } from '../engine/session.ts';
import { deleteRecord, insertRecord, updateRecord } from '../engine/write-record.ts';
import { toValues, type Values } from '../store/rows.ts';
import { empty, failure, json, Refusal, type Request } from './answer.ts';
import { catalogRows, dollars, questionsOf, requestedItem } from './catalog-items.ts';
import { readObject, readOrder, readVariables } from './catalog-order.ts';
import type { Handler } from './route.ts';

/** What a cart item holds besides its columns; the platform keeps it as options. */
function optionsOf(session: Session, cartItem: string): Record<string, string> {
  const options = catalogRows(session.engine, 'sc_item_option', 'cart_item', cartItem);
  return Object.fromEntries(
    options.map((option) => [option['item_option_new'] ?? '', option['value'] ?? '']),
  );
}

export const addToCart: Handler = (request, context) => {
  const { session } = context;
  const cart = cartOf(session);
  addLine(session, cart, readOrder(request, session, requestedItem(request, context)));
  return json(200, { result: shortCart(session, cart) });
};

export function addLine(session: Session, cart: Row, order: OrderedItem): void {
  const row = newRow(requireTable(session.engine.dictionary(), 'sc_cart_item'));
  row.values = {
    cart: valueOf(cart, 'sys_id'),
    cat_item: order.item['sys_id'] ?? '',
    quantity: String(order.quantity),
  };
  insertRecord(session, row);
  keepOptions(session, row, order);
}

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

/** Every user has one cart and one wish list, made when first needed; how the latter is named is assumed. */
export function cartOf(session: Session, name: 'DEFAULT' | 'WISHLIST' = 'DEFAULT'): Row {
  const { engine, user } = session;
  const table = requireTable(engine.dictionary(), 'sc_cart');
  const stored = engine.store
    .prepare('SELECT * FROM sc_cart WHERE user = ? AND name = ?')
    .get(user.sysId, name);
  if (stored !== undefined) return rowFrom(table, toValues(stored));
  const cart = newRow(table);
  cart.values = { user: user.sysId, requested_for: user.sysId, name };
  insertRecord(session, cart);
  return cart;
}

export interface CartLine {
  readonly line: Values;
  readonly item: Values;
  readonly quantity: number;
  readonly price: number;
}

export function linesOf(session: Session, cart: Row): CartLine[] {
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
    items: lines.map((line) => shortLine(session, line)),
  };
}

function shortLine(session: Session, { line, item, price }: CartLine): Record<string, unknown> {
  const recurring = dollars(Number(item['recurring_price'] ?? 0));
  return {
    catalog_item_id: item['sys_id'] ?? '',
    quantity: line['quantity'] ?? '1',
    localized_price: dollars(price),
    price: dollars(price),
    recurring_frequency: frequencyLabel(session, item['recurring_frequency'] ?? ''),
    localized_recurring_price: recurring,
    recurring_price: recurring,
    item_name: item['name'] ?? '',
    cart_item_id: line['sys_id'] ?? '',
  };
}

/** Items that recur form groups of their own, named after their frequency; the others are under `none`. */
export function longCart(session: Session, cart: Row): Record<string, unknown> {
  const lines = linesOf(session, cart);
  const groups = Map.groupBy(lines, ({ item }) => item['recurring_frequency'] ?? 'none');
  return {
    cart_id: valueOf(cart, 'sys_id'),
    ...totalsOf(lines, ''),
    delivery_address: valueOf(cart, 'delivery_address'),
    special_instructions: valueOf(cart, 'special_instructions'),
    requested_for: valueOf(cart, 'requested_for'),
    requested_for_user: session.user.displayName,
    ...Object.fromEntries(
      [...groups].map(([frequency, members]) => [frequency, groupOf(session, frequency, members)]),
    ),
  };
}

function groupOf(
  session: Session,
  frequency: string,
  lines: readonly CartLine[],
): Record<string, unknown> {
  const label = frequencyLabel(session, frequency);
  return {
    ...totalsOf(lines, label ?? ''),
    frequency_label: label,
    items: lines.map((line) => longLine(session, line)),
  };
}

function frequencyLabel(session: Session, frequency: string): string | null {
  const table = session.engine.dictionary().find('sc_cat_item');
  const choices = table?.columns.get('recurring_frequency')?.choices;
  return choices?.find((one) => one.value === frequency)?.label ?? null;
}

function totalsOf(lines: readonly CartLine[], frequency: string): Record<string, string> {
  const recurring = lines.reduce(
    (sum, { item, quantity }) => sum + Number(item['recurring_price'] ?? 0) * quantity,
    0,
  );
  return {
    subtotal_price: subtotalOf(lines),
    subtotal_recurring_frequency: frequency,
    subtotal_recurring_price: dollars(frequency === '' ? 0 : recurring),
    total_title: 'Total',
    show_subtotal_price: 'true',
    subtotal_title: 'Subtotal',
  };
}

export function longLine(session: Session, cartLine: CartLine): Record<string, unknown> {
  const { line, item, quantity, price } = cartLine;
  const total = price * quantity;
  const recurring = Number(item['recurring_price'] ?? 0) * quantity;
  return {
    ...shortLine(session, cartLine),
    updated_on: line['sys_updated_on'] ?? '',
    created_on: line['sys_created_on'] ?? '',
    updated_by: line['sys_updated_by'] ?? '',
    created_by: line['sys_created_by'] ?? '',
    short_description: item['short_description'] ?? '',
    recurring_subtotal_price: dollars(recurring),
    recurring_subtotal: recurring,
    delivery_time: deliveryTime(session, item),
    sys_class_name: item['sys_class_name'] ?? '',
    sys_id: line['sys_id'] ?? '',
    subtotal_price: dollars(total),
    subtotal: total,
    variables: answersOf(session, cartLine),
    item_id: item['sys_id'] ?? '',
    show_price: true,
    show_quantity: true,
    show_recurring_price: recurring > 0,
    picture: item['picture'] ?? '',
    name: item['name'] ?? '',
    order_guide: '',
  };
}

/** Answers by what was asked. */
function answersOf(session: Session, { line, item }: CartLine): Record<string, string> {
  const answers = optionsOf(session, line['sys_id'] ?? '');
  const pairs = questionsOf(session.engine, item['sys_id'] ?? '').map((question) => [
    question['question_text'] ?? '',
    answers[question['sys_id'] ?? ''] ?? '',
  ]);
  return Object.fromEntries(pairs);
}

/** A line with its answers and its delivery time, as wish lists and guides show it. */
export function answeredLine(session: Session, cartLine: CartLine): Record<string, unknown> {
  return {
    ...shortLine(session, cartLine),
    variables: answersOf(session, cartLine),
    delivery_time: deliveryTime(session, cartLine.item),
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

/** In two steps the cart is shown, then submitted; in one it is ordered at once. The property's name is assumed. */
export const checkOut: Handler = (_request, { session }) => {
  const cart = cartOf(session);
  if (session.engine.properties().get('glide.sc.checkout.twostep') === 'false')
    return json(200, { result: orderCart(session, cart) });
  refuseEmpty(session, cart);
  return json(200, { result: longCart(session, cart) });
};

export const submitOrder: Handler = (_request, { session }) =>
  json(200, { result: orderCart(session, cartOf(session)) });

export function orderCart(session: Session, cart: Row): Record<string, string> {
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
  return { request_number: valueOf(placed, 'number'), request_id: valueOf(placed, 'sys_id') };
}

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
