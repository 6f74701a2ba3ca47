import type { Session } from '../engine/session.ts';
import type { Scripts } from '../scripts/script-host.ts';
import type { Answer, Request } from './answer.ts';

/** What a handler works with, besides the request. */
export interface RequestContext {
  readonly session: Session;
  readonly scripts: Scripts;
  /** Whether this method and path may be called again from inside, as the batch API does. */
  dispatch(request: Request): Answer;
}

export type Handler = (request: Request, context: RequestContext) => Answer;

export interface Route {
  readonly method: string;
  /** `/api/now/table/{table}`; versions `/api/now/v1/…` and `/api/sn_sc/v1/…` match as well. */
  readonly pattern: string;
  readonly handle: Handler;
}
