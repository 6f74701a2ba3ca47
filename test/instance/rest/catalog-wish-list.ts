import { valueOf } from '../engine/session.ts';
import { failure, json } from './answer.ts';
import { addLine, answeredLine, cartOf, linesOf, longLine } from './catalog-cart.ts';
import { requestedItem } from './catalog-items.ts';
import { readObject, readVariables } from './catalog-order.ts';
import type { Handler } from './route.ts';

/** Unlike an order, a wish may leave mandatory questions open (assumed); a quantity is optional. */
export const addToWishList: Handler = (request, context) => {
  const { session } = context;
  const item = requestedItem(request, context);
  const body = readObject(request);
  const quantity = Number(body['sysparm_quantity'] ?? 1);
  if (!Number.isInteger(quantity) || quantity < 1)
    return failure(400, 'Invalid quantity value', '');
  const list = cartOf(session, 'WISHLIST');
  addLine(session, list, { item, quantity, variables: readVariables(body) });
  const items = linesOf(session, list).map((line) => answeredLine(session, line));
  return json(200, { result: { cart_id: valueOf(list, 'sys_id'), items } });
};

export const getWishList: Handler = (_request, { session }) => {
  const list = cartOf(session, 'WISHLIST');
  const items = linesOf(session, list).map((line) => longLine(session, line));
  return json(200, { result: { cart_id: valueOf(list, 'sys_id'), items } });
};

/** That a wrong id is 404 is documented, the wording is assumed. */
export const getWish: Handler = (request, { session }) => {
  const wanted = request.parameters['sys_id'] ?? '';
  const found = linesOf(session, cartOf(session, 'WISHLIST')).find(
    ({ line }) => line['sys_id'] === wanted,
  );
  if (found === undefined) return failure(404, 'Item does not exist in the wish list', '');
  return json(200, { result: answeredLine(session, found) });
};
