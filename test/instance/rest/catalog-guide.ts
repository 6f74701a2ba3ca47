import type { Engine } from '../engine/session.ts';
import type { Values } from '../store/rows.ts';
import { failure, json, Refusal, type Request } from './answer.ts';
import { addLine, answeredLine, cartOf, linesOf, longCart, orderCart } from './catalog-cart.ts';
import { catalogRows, describe, questionsOf, summary } from './catalog-items.ts';
import { orderIn, readObject, readVariables, refuseUnanswered } from './catalog-order.ts';
import { isObject, textOfJson } from './read-body.ts';
import type { Handler } from './route.ts';

/** An order guide: its own questions, and the items of its rules. Conditions of rules are left out. */
function requestedGuide(request: Request, engine: Engine): Values {
  const sysId = request.parameters['sys_id'] ?? '';
  const [guide] = catalogRows(engine, 'sc_cat_item_guide', 'sys_id', sysId);
  // That it is 400 is documented, the wording is assumed.
  if (guide === undefined || guide['active'] === '0')
    throw new Refusal(failure(400, 'Security constraints prevent ordering of Item', ''));
  return guide;
}

/** The items that the guide offers, each with what it asks. */
export const submitGuide: Handler = (request, { session }) => {
  const { engine } = session;
  const guide = requestedGuide(request, engine);
  refuseUnanswered(session, guide, readVariables(readObject(request)));
  const rules = catalogRows(engine, 'sc_cat_item_guide_items', 'guide', guide['sys_id'] ?? '')
    .filter((rule) => rule['active'] !== '0')
    .toSorted((a, b) => Number(a['order'] ?? 0) - Number(b['order'] ?? 0));
  const result = rules.flatMap((rule) =>
    catalogRows(engine, 'sc_cat_item', 'sys_id', rule['item'] ?? '').map((item) => ({
      ...summary(engine, item),
      quantity: '1',
      order: rule['order'] ?? '',
      variables: questionsOf(engine, item['sys_id'] ?? '').map((one) => describe(engine, one)),
      ui_policy: [],
      client_script: { onChange: [], onSubmit: [], onLoad: [] },
      data_lookup: [],
    })),
  );
  return json(200, { result });
};

/** Everything goes into the cart; with two steps the answer is the order, as documented. */
export const checkOutGuide: Handler = (request, { session }) => {
  const { engine } = session;
  const guide = requestedGuide(request, engine);
  const { items } = readObject(request);
  const wanted: readonly unknown[] = Array.isArray(items) ? items : [];
  const orders = wanted.map((one) => {
    const body = isObject(one) ? one : {};
    const [item] = catalogRows(engine, 'sc_cat_item', 'sys_id', textOfJson(body['sys_id']));
    if (item === undefined)
      throw new Refusal(failure(400, 'Security constraints prevent ordering of Item', ''));
    return orderIn({ sysparm_quantity: 1, ...body }, session, item);
  });
  const cart = cartOf(session);
  for (const order of orders) addLine(session, cart, order);
  if (guide['two_step'] === '1') return json(200, { result: orderCart(session, cart) });
  const lines = linesOf(session, cart).map((line) => answeredLine(session, line));
  return json(200, { result: { ...longCart(session, cart), items: lines } });
};
