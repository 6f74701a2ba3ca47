import { redirectOf, setRedirect } from '../engine/redirect.ts';
import { valueOf, type Session } from '../engine/session.ts';
import { textFrom } from '../scripts/runtime.ts';
import { recordBehind } from './record-proxy.ts';

/** `action` of UI actions (documentation: ActionAPIBoth.md): where the browser goes afterwards. */
export function createActionObject(session: Session, parameters: URLSearchParams): object {
  const state = { returnUrl: '' };
  const go = (target: unknown): void => setRedirect(session, addressOf(target));
  return {
    setRedirectURL: go,
    openGlideRecord: go,
    setReturnURL: (target: unknown) => {
      state.returnUrl = addressOf(target);
    },
    getReturnURL: () => state.returnUrl,
    getURLParameter: (name: unknown) => parameters.get(textFrom(name)),
    setNoPop: () => undefined,
    getGlideURI: () => createUri(parameters),
    getRedirectURL: () => redirectOf(session) ?? '',
  };
}

function addressOf(target: unknown): string {
  const row = recordBehind(target)?.rowForGlide();
  if (row === undefined) return textFrom(target);
  const sysId = row.stored === undefined ? '-1' : valueOf(row, 'sys_id');
  return `/${row.table.name}.do?sys_id=${sysId}`;
}

/** GlideURI, as far as actions use it. */
function createUri(parameters: URLSearchParams): object {
  const own = new URLSearchParams(parameters);
  return {
    get: (name: unknown) => own.get(textFrom(name)),
    set: (name: unknown, value: unknown) => own.set(textFrom(name), textFrom(value)),
    toString: (path: unknown) => {
      const query = own.toString();
      return query === '' ? textFrom(path) : `${textFrom(path)}?${query}`;
    },
  };
}
