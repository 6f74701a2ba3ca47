import { RelayError } from '../lib/errors.ts';
import type { Authentication, Proof } from './authentication.ts';

/** Which of two sets of credentials signs calls in. */
export type LiveSet = 'first' | 'standby';

/**
 * Two live sets of credentials: calls are signed in with the first until the instance refuses it, then
 * with the other, and so on. One refused sign-in per turn; when both are refused that is said, and the
 * connection is held as with one.
 */
export function withStandby(
  first: Authentication,
  standby: Authentication,
  onTurn: (set: LiveSet) => void,
): Authentication {
  const sets = { first, standby };
  let active: LiveSet = 'first';
  const owners = new WeakMap<Proof, LiveSet>();
  /** What was given out after a refusal: refused too, it is not the token that is over. */
  let renewed: Proof | undefined;
  let isRenewing = false;

  async function authorizeAs(set: LiveSet): Promise<Proof> {
    const proof = await sets[set].authorize();
    owners.set(proof, set);
    return proof;
  }

  function turnTo(set: LiveSet): void {
    if (active === set) return;
    active = set;
    onTurn(set);
  }

  return {
    async authorize() {
      const set = active;
      try {
        const proof = await authorizeAs(set);
        if (isRenewing) renewed = proof;
        isRenewing = false;
        return proof;
      } catch (error) {
        if (!isRefusal(error)) throw error;
        const other = otherThan(set);
        const proof = await authorizeAs(other).catch(() => {
          throw error;
        });
        turnTo(other);
        return proof;
      }
    },
    renew(refused) {
      const owner = owners.get(refused) ?? active;
      // Others met the refusal before and turned already.
      if (owner !== active) return true;
      const isFreshToken = refused !== renewed && sets[owner].renew(refused);
      isRenewing = isFreshToken;
      if (!isFreshToken) turnTo(otherThan(owner));
      return true;
    },
    tokens: () => [...first.tokens(), ...standby.tokens()],
  };
}

function otherThan(set: LiveSet): LiveSet {
  return set === 'first' ? 'standby' : 'first';
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof RelayError &&
    ['SERVICENOW_UNAUTHORIZED', 'SERVICENOW_SIGN_IN_NEEDED'].includes(error.code)
  );
}
