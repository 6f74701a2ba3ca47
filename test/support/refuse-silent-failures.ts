import { type InstanceClient, valueIn } from './instance-client.ts';

/** Errors in the log of the instance that a test provokes: parts of their messages. */
export interface ProvokedErrors {
  /** Each of them must occur. */
  readonly provoked?: readonly string[];
  /** Where chance decides, as with a quota that ends whatever runs just then. */
  readonly possible?: readonly string[];
}

/**
 * What the instance goes on after, as the platform does, and no test may: an error that a script did not
 * catch, or that the app caught only to say that it failed. And a fault that never met a request, since
 * the test that planted it proved nothing by it. Called where a test is done with its instance.
 */
export async function refuseSilentFailures(
  client: Pick<InstanceClient, 'unmetFaults' | 'clearFaults' | 'records'>,
  { provoked = [], possible = [] }: ProvokedErrors = {},
): Promise<void> {
  await client.clearFaults();
  // A lost race for a claim is an error of the database, which the app expects.
  const rows = await client.records('syslog', 'level=2^source!=com.glide.db');
  const logged = rows
    .map((row) => ({ source: valueIn(row, 'source'), message: valueIn(row, 'message') }))
    .filter(({ message }) => isFailure(message))
    .map(({ source, message }) => `${source}: ${message}`);
  const expected = [...provoked, ...possible];
  const wrong = [...new Set(logged)]
    .filter((message) => !expected.some((part) => message.includes(part)))
    .map((message) => `A script failed: ${message}`);
  const missing = provoked
    .filter((part) => !logged.some((message) => message.includes(part)))
    .map((part) => `No script failed with: ${part}`);
  const unmet = (await client.unmetFaults()).map((fault) => `No request met the fault ${fault}`);
  const all = [...wrong, ...missing, ...unmet];
  if (all.length > 0) throw new Error(all.join('\n'));
}

/** What the app tells an administrator begins with its name; where it says so, it caught an error of its own. */
function isFailure(message: string): boolean {
  return !message.startsWith('Alert Relay: ') || message.includes(' failed: ');
}
