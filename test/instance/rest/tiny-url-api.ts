import { createHash } from 'node:crypto';
import { readSetting, writeSetting } from '../store/settings.ts';
import type { Store } from '../store/database.ts';
import { failure, json, Refusal, type Request } from './answer.ts';
import { readBody } from './read-body.ts';
import type { Handler, Route } from './route.ts';

/** Keeps the query of a long address under a short name, which `sysparm_tiny` stands for later. */
const shorten: Handler = (request, context) => {
  const { url = '' } = readBody(request);
  if (url === '') throw new Refusal(failure(400, 'Invalid URL', 'url is required')); // assumed
  const mark = url.indexOf('?');
  if (mark === -1) return json(200, { result: url });
  const query = url.slice(mark + 1);
  const name = createHash('md5').update(query).digest('hex');
  const { store } = context.session.engine;
  if (readSetting(store, settingOf(name)) === undefined)
    store.write(() => writeSetting(store, settingOf(name), query));
  return json(200, { result: `${url.slice(0, mark)}?sysparm_tiny=${name}` });
};

function settingOf(name: string): string {
  return `tiny url ${name}`;
}

/** The request as it was before it was shortened; parameters beside `sysparm_tiny` stay and win. */
export function expandTinyUrl(store: Store, request: Request): Request {
  const name = request.query.get('sysparm_tiny');
  const kept = name === null ? undefined : readSetting(store, settingOf(name));
  if (kept === undefined) return request;
  const query = new URLSearchParams(kept);
  for (const [parameter, value] of request.query) {
    if (parameter !== 'sysparm_tiny') query.set(parameter, value);
  }
  return { ...request, query, rawQuery: query.toString() };
}

export const tinyUrlRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/api/now/tinyurl', handle: shorten },
];
