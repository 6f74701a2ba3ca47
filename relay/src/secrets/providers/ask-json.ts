import type { z } from 'zod';
import { type Answer, type HttpMethod, type Outgoing, OutgoingError } from '../../lib/outgoing.ts';
import type { RelayError } from '../../lib/errors.ts';
import type { Transport } from '../../lib/transport.ts';
import { notThere, unavailable } from './provider.ts';

export interface ProviderRequest {
  /** For messages: the reference that is read, never a secret. */
  readonly reference: string;
  readonly url: string;
  readonly method?: HttpMethod;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly transport?: Transport | undefined;
  /** Asks for the right to read, not yet for the secret. */
  readonly isSignIn?: boolean;
  /** Statuses with which this server says besides that it will have an answer later. */
  readonly later?: readonly number[];
}

const DEADLINE_MS = 10_000;
/** 412 is a standby of Vault Enterprise that has not heard of the token yet. */
const LATER: readonly number[] = [408, 412, 429];

/** One request to a secret server: its answer with a 2xx status, or the error that the contract wants. */
export async function askProvider(
  outgoing: Pick<Outgoing, 'send'>,
  request: ProviderRequest,
): Promise<Answer> {
  const { reference, url, method = 'GET', headers = {}, body, transport } = request;
  const { isSignIn = false, later = [] } = request;
  const answer = await sendOnce(outgoing, reference, {
    url,
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    deadlineMs: DEADLINE_MS,
    transport,
  });
  const { status } = answer;
  if (status >= 200 && status < 300) return answer;
  // What the server says stays unquoted: some repeat what they were sent.
  if (status >= 500 || [...LATER, ...later].includes(status)) {
    throw unavailable(reference, `the server answered ${status}`);
  }
  if (status >= 300 && status < 400) throw leadsElsewhere(reference, status);
  if (isSignIn) {
    throw notThere(
      reference,
      `the server does not sign this relay in (${status}); check what stands below secrets`,
    );
  }
  if (status === 404) throw notThere(reference, 'the server knows no secret of this name (404)');
  if (status === 401 || status === 403) {
    throw notThere(
      reference,
      `the server refuses this relay (${status}); check its credentials and its policy`,
    );
  }
  throw notThere(reference, `the server answered ${status}`);
}

/** A credential is sent to the address that was written down and to no other. */
function leadsElsewhere(reference: string, status: number): RelayError {
  const because = `the server leads elsewhere (${status}), which is not followed; give the address where it answers itself`;
  // A standby of Vault says 307 while another one takes over.
  return [301, 308].includes(status)
    ? notThere(reference, because)
    : unavailable(reference, because);
}

async function sendOnce(
  outgoing: Pick<Outgoing, 'send'>,
  reference: string,
  request: Parameters<Outgoing['send']>[0],
): Promise<Answer> {
  try {
    return await outgoing.send(request);
  } catch (error) {
    const because = error instanceof OutgoingError ? error.because : 'no answer came';
    throw unavailable(reference, `no answer came (${because})`, error);
  }
}

/** As JSON of the published shape. */
export async function askProviderJson<Shape extends z.ZodType>(
  outgoing: Pick<Outgoing, 'send'>,
  request: ProviderRequest,
  shape: Shape,
): Promise<z.output<Shape>> {
  const { body } = await askProvider(outgoing, request);
  const parsed = shape.safeParse(parseJson(body.toString('utf8')));
  if (parsed.success) return parsed.data;
  throw notThere(
    request.reference,
    'the answer has not the form that is published; check the address',
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
