import { noTracing, type Tracing } from '../lib/tracing.ts';
import type { StartTracingOptions } from './start-tracing.ts';

export interface TracingOptions extends Omit<StartTracingOptions, 'url'> {
  /** Of `tracing.endpoint`; what the environment says goes before it. */
  readonly endpoint: string | undefined;
}

/** Names of OpenTelemetry's own: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
const addresses = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'] as const;

/** Nothing of the SDK is loaded unless somebody said where spans go. */
export async function createTracing(options: TracingOptions): Promise<Tracing> {
  if (!isWanted(options)) return noTracing;
  const { startTracing } = await import('./start-tracing.ts');
  return startTracing({ ...options, url: toUrl(options) });
}

function isWanted({ endpoint, env }: TracingOptions): boolean {
  const isOff =
    env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none';
  return !isOff && (endpoint !== undefined || isInEnvironment(env));
}

/** `undefined` where the exporter finds it in the environment by itself. */
function toUrl({ endpoint, env }: TracingOptions): string | undefined {
  if (endpoint === undefined || isInEnvironment(env)) return undefined;
  return `${endpoint.replace(/\/+$/, '')}/v1/traces`;
}

function isInEnvironment(env: TracingOptions['env']): boolean {
  return addresses.some((name) => (env[name] ?? '') !== '');
}
