import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Secret } from '../../lib/secret.ts';
import { notThere, type SecretProvider, unavailable } from './provider.ts';

/** A token behind a PKCS#11 module: an HSM, a smart card, SoftHSM. */
export interface Pkcs11Settings {
  /** The vendor's library: `/usr/lib/softhsm/libsofthsm2.so`. */
  readonly module: string;
  /** Label of the token. */
  readonly token: string;
  readonly pin: Secret;
  /** OpenSC's `pkcs11-tool`, which speaks to the module. */
  readonly tool: string;
  /** What the module needs, such as SOFTHSM2_CONF. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const DEADLINE_MS = 15_000;
const MAX_BYTES = 65_536;
const run = promisify(execFile);

/**
 * `pkcs11:LABEL`: a private data object (CKO_DATA) of a token. A native module would have to be compiled
 * at installation, which we do not ask of anybody; so OpenSC's tool is the child that loads the module,
 * and a module that crashes takes the tool with it and not the relay. The PIN goes through the child's
 * environment, since everybody on the machine can read its arguments.
 *
 * One child at a time: SoftHSM 2.6.1 writes to its token at each login, so of three children at once one
 * in ten finds no token or gets CKR_GENERAL_ERROR (measured), and smart cards serve one session anyway.
 */
export function createPkcs11(settings: Pkcs11Settings): SecretProvider {
  let last: Promise<unknown> = Promise.resolve();
  return {
    scheme: 'pkcs11',
    async read(label) {
      const reference = `pkcs11:${label}`;
      if (!/^[\w][\w .:@/-]{0,127}$/.test(label)) {
        throw notThere(
          reference,
          'expected the label of a data object: letters, digits, . : @ / -',
        );
      }
      const reading = last.then(() => readObject(settings, label));
      last = reading.catch(() => undefined);
      const text = await reading.catch((error: unknown) => {
        throw toFailure(reference, error);
      });
      if (text === '')
        throw notThere(reference, 'the token has no such data object, or it is empty');
      return text;
    },
  };
}

async function readObject(
  { module, token, pin, tool, env }: Pkcs11Settings,
  label: string,
): Promise<string> {
  const access = ['--module', module, '--token-label', token, '--login', '--pin', 'env:RELAY_PIN'];
  const object = ['--read-object', '--type', 'data', '--label', label];
  const { stdout } = await run(tool, [...access, ...object], {
    env: { ...env, RELAY_PIN: pin.reveal() },
    timeout: DEADLINE_MS,
    maxBuffer: MAX_BYTES,
    encoding: 'buffer',
  });
  return stdout.toString('utf8');
}

/** OpenSC names the return value of the module, such as CKR_PIN_INCORRECT. */
function toFailure(reference: string, error: unknown): Error {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  const [code] = /CKR_[A-Z_]+/.exec(said) ?? [];
  if (code === 'CKR_PIN_INCORRECT' || code === 'CKR_PIN_LOCKED') {
    return notThere(reference, `the token refuses the PIN (${code})`);
  }
  if (/object not found/i.test(said))
    return notThere(reference, 'the token has no such data object');
  // Neither the error nor its text is passed on: both repeat the arguments and what the module printed.
  return unavailable(reference, `pkcs11-tool failed${code === undefined ? '' : ` (${code})`}`);
}
