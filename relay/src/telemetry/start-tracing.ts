import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  isSpanContextValid,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  type Resource,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { toRelayError } from '../lib/errors.ts';
import type { SpanFacts, SpanOptions, Tracing } from '../lib/tracing.ts';

export interface StartTracingOptions {
  /** `undefined` where the exporter finds it in the environment by itself. */
  readonly url: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  /** Spans could not be sent, or can be sent again; once for each turn. */
  readonly onTurn: (failure: string | undefined) => void;
}

/** A span is seen soon; at most 2,048 wait, and what is more is dropped. */
const SEND_EVERY_MS = 1000;
/** A collector that is away must not hold up the end of the process. */
const STOP_WITHIN_MS = 2000;

/**
 * Spans through the official SDK, in a provider of its own: several relays in one process, as in the
 * tests, have nothing in common. For the same reason the open span goes along in a store of ours, and
 * not in the global one of the SDK.
 */
export function startTracing(options: StartTracingOptions): Tracing {
  const provider = new TracerProvider({
    resource: toResource(options.version),
    sampler: toSampler(options.env),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: tellTurns(createExporter(options.url), options.onTurn),
        scheduledDelayMillis: SEND_EVERY_MS,
      }),
    ],
  });
  const tracer = provider.getTracer('alert-relay', options.version);
  const open = new AsyncLocalStorage<Context>();
  return {
    isOn: true,
    async span(name, spanOptions, work) {
      const span = start(tracer, name, spanOptions, open.getStore() ?? ROOT_CONTEXT);
      try {
        return await open.run(trace.setSpan(ROOT_CONTEXT, span), () =>
          work((facts) => span.setAttributes(toAttributes(facts))),
        );
      } catch (thrown) {
        // The code alone: a message may repeat what another side answered.
        const { code } = toRelayError(thrown);
        span.setStatus({ code: SpanStatusCode.ERROR, message: code });
        span.setAttribute('error.type', code);
        throw thrown;
      } finally {
        span.end();
      }
    },
    traceparent() {
      const context = trace.getSpanContext(open.getStore() ?? ROOT_CONTEXT);
      return context === undefined ? undefined : toTraceparent(context);
    },
    async stop() {
      const ended = provider.shutdown().catch(() => undefined);
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, STOP_WITHIN_MS))]);
    },
  };
}

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
} as const;

function start(
  tracer: Tracer,
  name: string,
  { kind, parent, links = [], startedAt, facts = {} }: SpanOptions,
  current: Context,
): Span {
  const remote = parent === undefined ? undefined : parseTraceparent(parent);
  const context = remote === undefined ? current : trace.setSpanContext(ROOT_CONTEXT, remote);
  const options = {
    kind: kinds[kind],
    attributes: toAttributes(facts),
    links: links.flatMap((text): Link[] => {
      const linked = parseTraceparent(text);
      return linked === undefined ? [] : [{ context: linked }];
    }),
    ...(startedAt === undefined ? {} : { startTime: new Date(startedAt) }),
  };
  return tracer.startSpan(name, options, context);
}

/** Names of the conventions of OpenTelemetry stay; the others are ours. */
function toAttributes(facts: SpanFacts): SpanFacts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name.includes('.') ? name : `alert_relay.${name}`,
      value,
    ]),
  );
}

/** https://www.w3.org/TR/trace-context/#traceparent-header; of later versions the first four parts count. */
const form =
  /^(?!ff)[\da-f]{2}-(?<traceId>[\da-f]{32})-(?<spanId>[\da-f]{16})-(?<flags>[\da-f]{2})(?:-.*)?$/;

function parseTraceparent(text: string): SpanContext | undefined {
  const { traceId = '', spanId = '', flags = '' } = form.exec(text.trim())?.groups ?? {};
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
  return isSpanContextValid(context) ? context : undefined;
}

function toTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${(traceFlags & 1).toString(16).padStart(2, '0')}`;
}

function createExporter(url: string | undefined): SpanExporter {
  return new OTLPTraceExporter(url === undefined ? {} : { url });
}

/** The SDK keeps failures to itself; whoever waits for traces at 3 a.m. finds them in the log. */
function tellTurns(exporter: SpanExporter, onTurn: StartTracingOptions['onTurn']): SpanExporter {
  let failed = false;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        // 0 is success, see ExportResultCode of @opentelemetry/core.
        const fails = result.code !== 0;
        if (fails !== failed) {
          failed = fails;
          onTurn(fails ? (result.error?.message ?? 'the collector did not take them') : undefined);
        }
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
  };
}

/** OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES go before what we say of ourselves. */
function toResource(version: string): Resource {
  const own = resourceFromAttributes({ 'service.name': 'alert-relay', 'service.version': version });
  const detectors = [resourceAttributesEnvDetector, serviceNameEnvDetector];
  return defaultResource().merge(own).merge(detectResources({ detectors }));
}

/** The SDK leaves OTEL_TRACES_SAMPLER to whoever puts it together. */
function toSampler(env: StartTracingOptions['env']): Sampler {
  const name = textOf(env['OTEL_TRACES_SAMPLER']) ?? 'parentbased_always_on';
  const ratio = Number(textOf(env['OTEL_TRACES_SAMPLER_ARG']) ?? 1);
  const root = toRootSampler(name.replace('parentbased_', ''), ratio);
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
}

/** One that is set and empty counts as none, as everywhere with OpenTelemetry. */
function textOf(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function toRootSampler(name: string, ratio: number): Sampler {
  if (name === 'always_off') return new AlwaysOffSampler();
  if (name !== 'traceidratio') return new AlwaysOnSampler();
  return new TraceIdRatioBasedSampler(Number.isNaN(ratio) ? 1 : ratio);
}
