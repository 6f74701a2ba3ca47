import type { Connector } from '../connector-kit/connector.ts';
import { isRecord } from '../connector-kit/lenient.ts';
import { RelayError } from '../lib/errors.ts';
import { loadSampleRequest } from './load-sample-request.ts';

/**
 * Settings for trying a payload, such as a mapping that is not saved yet. Signatures are not checked then,
 * so no secret is needed: a sample's stands in for it.
 * @param given what is said of the settings; the rest is a sample's
 */
export async function toTrialSettings(
  connector: Connector,
  given: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const { settings } = await loadSampleRequest(connector.id);
  const whole = { ...(isRecord(settings) ? settings : {}), ...given };
  const checked = connector.settings.safeParse(whole);
  if (checked.success) return whole;
  const [issue] = checked.error.issues;
  throw new RelayError(
    'REQUEST_INVALID',
    `settings.${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}, for the connector ${connector.id}`,
  );
}
