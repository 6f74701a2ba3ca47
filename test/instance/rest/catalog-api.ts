import {
  addToCart,
  changeLine,
  checkOut,
  deleteLine,
  emptyCart,
  getCart,
  submitOrder,
} from './catalog-cart.ts';
import {
  getCatalog,
  getCategory,
  getItem,
  listCatalogs,
  listCategories,
  listItems,
} from './catalog-items.ts';
import { checkOutGuide, submitGuide } from './catalog-guide.ts';
import { orderNow, submitProducer } from './catalog-order.ts';
import {
  deliveryAddress,
  displayValue,
  invalidDelegatedUsers,
  mayDelegate,
} from './catalog-people.ts';
import { addToWishList, getWish, getWishList } from './catalog-wish-list.ts';
import type { Route } from './route.ts';

const base = '/api/sn_sc/servicecatalog';

/** Anybody who is signed in may order; who gets what is a matter of user criteria, which are left out. */
export const catalogRoutes: readonly Route[] = [
  { method: 'GET', pattern: `${base}/catalogs`, handle: listCatalogs },
  { method: 'GET', pattern: `${base}/catalogs/{sys_id}`, handle: getCatalog },
  { method: 'GET', pattern: `${base}/catalogs/{sys_id}/categories`, handle: listCategories },
  { method: 'GET', pattern: `${base}/categories/{sys_id}`, handle: getCategory },
  { method: 'GET', pattern: `${base}/items`, handle: listItems },
  { method: 'GET', pattern: `${base}/items/{sys_id}`, handle: getItem },
  { method: 'POST', pattern: `${base}/items/{sys_id}/order_now`, handle: orderNow },
  { method: 'POST', pattern: `${base}/items/{sys_id}/add_to_cart`, handle: addToCart },
  { method: 'POST', pattern: `${base}/items/{sys_id}/submit_producer`, handle: submitProducer },
  { method: 'POST', pattern: `${base}/items/{sys_id}/add_to_wishlist`, handle: addToWishList },
  { method: 'PUT', pattern: `${base}/items/{sys_id}/submit_guide`, handle: submitGuide },
  { method: 'POST', pattern: `${base}/items/{sys_id}/checkout_guide`, handle: checkOutGuide },
  { method: 'GET', pattern: `${base}/items/{sys_id}/delegation/{user}`, handle: mayDelegate },
  {
    method: 'POST',
    pattern: `${base}/items/{sys_id}/get_invalid_delegated_users`,
    handle: invalidDelegatedUsers,
  },
  { method: 'POST', pattern: `${base}/variables/{sys_id}/display_value`, handle: displayValue },
  { method: 'GET', pattern: `${base}/wishlist`, handle: getWishList },
  { method: 'GET', pattern: `${base}/wishlist/{sys_id}`, handle: getWish },
  { method: 'GET', pattern: `${base}/cart/delivery_address/{user}`, handle: deliveryAddress },
  { method: 'GET', pattern: `${base}/cart`, handle: getCart },
  { method: 'POST', pattern: `${base}/cart/checkout`, handle: checkOut },
  { method: 'POST', pattern: `${base}/cart/submit_order`, handle: submitOrder },
  { method: 'PUT', pattern: `${base}/cart/{sys_id}`, handle: changeLine },
  { method: 'DELETE', pattern: `${base}/cart/{sys_id}`, handle: deleteLine },
  { method: 'DELETE', pattern: `${base}/cart/{sys_id}/empty`, handle: emptyCart },
];
