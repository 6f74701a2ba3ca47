import { textFrom } from '../scripts/runtime.ts';
import type { GlideKit } from './glide-kit.ts';

/** `gs.getSession()`: client data lives as long as the transaction here (assumed for API sessions). */
export function createSessionObject(kit: GlideKit): object {
  const session = kit.runtime.session();
  const data = clientData.get(session.transaction) ?? new Map<string, string>();
  remember(session.transaction, data);
  return {
    getClientData: (name: unknown) => data.get(textFrom(name)) ?? null,
    putClientData: (name: unknown, value: unknown) =>
      void data.set(textFrom(name), textFrom(value)),
    clearClientData: (name: unknown) => void data.delete(textFrom(name)),
    getSessionToken: () => session.transaction,
    getTimeZoneName: () => session.user.timeZone,
    getLanguage: () => 'en',
    isInteractive: () => session.interactive,
    isLoggedIn: () => session.user.userName !== 'guest',
    getClientIP: () => '127.0.0.1',
    getCurrentApplicationId: () => kit.scope.sysId,
  };
}

const clientData = new Map<string, Map<string, string>>();
const KEPT = 100;

function remember(transaction: string, data: Map<string, string>): void {
  clientData.set(transaction, data);
  const oldest = clientData.keys().next().value;
  if (clientData.size > KEPT && oldest !== undefined) clientData.delete(oldest);
}
