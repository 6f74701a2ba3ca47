import { RelayError } from '../lib/errors.ts';
import { noTracing, type Tracing } from '../lib/tracing.ts';
import type { StartTracingOptions } from './start-tracing.ts';

export interface TracingOptions extends Omit<StartTracingOptions, 'url'> {
  /** Of `tracing.endpoint`; what the environment says goes before it. */
  readonly endpoint: string | undefined;
}

/** The first that is set counts. Names of OpenTelemetry's own: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
const addresses = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'] as const;

/** Nothing of the SDK is loaded unless somebody said where spans go. */
export async function createTracing(options: TracingOptions): Promise<Tracing> {
  if (!isWanted(options)) return noTracing;
  assertIsAddress(options.env);
  const { startTracing } = await import('./start-tracing.ts');
  return startTracing({ ...options, url: toUrl(options) });
}

function isWanted({ endpoint, env }: TracingOptions): boolean {
  const isOff =
    env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none';
  return !isOff && (endpoint !== undefined || isInEnvironment(env));
}

/**
 * The SDK takes the collector of this machine where it cannot read what is set. Refused before anything is
 * opened; the text stays unquoted, since it may hold a password.
 */
function assertIsAddress(env: TracingOptions['env']): void {
  const name = addresses.find((one) => (env[one] ?? '') !== '');
  if (name === undefined || /^https?:$/.test(URL.parse(env[name] ?? '')?.protocol ?? '')) return;
  throw new RelayError(
    'CONFIGURATION_INVALID',
    `The variable ${name} is no address to send spans to: expected one such as http://collector.example.com:4318. Correct it, or unset it; OTEL_SDK_DISABLED=true switches tracing off.`,
    { details: { variable: name } },
  );
}

/** `undefined` where the exporter finds it in the environment by itself. */
function toUrl({ endpoint, env }: TracingOptions): string | undefined {
  if (endpoint === undefined || isInEnvironment(env)) return undefined;
  return `${endpoint.replace(/\/+$/, '')}/v1/traces`;
}

function isInEnvironment(env: TracingOptions['env']): boolean {
  return addresses.some((name) => (env[name] ?? '') !== '');
}
