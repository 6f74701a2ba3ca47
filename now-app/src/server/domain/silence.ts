/** What is known of the two ways between this instance and one relay; minutes since, if ever. */
export interface Contact {
  readonly mode: 'push' | 'pull';
  /** Since the relay last called: a heartbeat, or fetching changes. */
  readonly heardMinutesAgo: number | undefined;
  /** Since a call of the app last succeeded. */
  readonly toldMinutesAgo: number | undefined;
  /** Since the connection was made or saved last: what never happened counts from here. */
  readonly connectedMinutesAgo: number;
  /** What the relay announced; 0 for a relay that sends no heartbeats. */
  readonly heartbeatSeconds: number;
}

export type Silence =
  | { readonly kind: 'fine' }
  /** Nothing was sent for a while: ask the relay before it is called silent. */
  | { readonly kind: 'ask' }
  | { readonly kind: 'silent'; readonly minutes: number; readonly because: string };

const missedHeartbeats = 3;

/**
 * A relay is silent when either way was not used successfully for too long. The way to here is expected
 * only of a relay that fetches or that announced heartbeats; on the way there the app asks by itself.
 */
export function judgeSilence(contact: Contact, limitMinutes: number): Silence {
  const heard = contact.heardMinutesAgo ?? contact.connectedMinutesAgo;
  if (isExpectedToCall(contact) && heard >= heardLimit(contact, limitMinutes)) {
    return {
      kind: 'silent',
      minutes: Math.floor(heard),
      because:
        contact.mode === 'pull'
          ? 'The relay has not fetched changes'
          : 'The relay has not called this instance',
    };
  }
  if (contact.mode === 'pull') return { kind: 'fine' };
  const told = contact.toldMinutesAgo ?? contact.connectedMinutesAgo;
  if (told >= limitMinutes) {
    return {
      kind: 'silent',
      minutes: Math.floor(told),
      because: 'This instance has not reached the relay',
    };
  }
  return told >= limitMinutes / 2 ? { kind: 'ask' } : { kind: 'fine' };
}

function isExpectedToCall({ mode, heartbeatSeconds }: Contact): boolean {
  return mode === 'pull' || heartbeatSeconds > 0;
}

function heardLimit({ heartbeatSeconds }: Contact, limitMinutes: number): number {
  return Math.max(limitMinutes, (missedHeartbeats * heartbeatSeconds) / 60);
}
