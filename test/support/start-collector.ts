import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { listen } from './listen.ts';

/** The part of OTLP's JSON that tests look at: opentelemetry-proto, trace/v1/trace.proto. */
const Value = z.object({
  stringValue: z.string().optional(),
  intValue: z.union([z.number(), z.string()]).optional(),
  boolValue: z.boolean().optional(),
});
const Span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.int(),
  startTimeUnixNano: z.string(),
  attributes: z.array(z.object({ key: z.string(), value: Value })).default([]),
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
  status: z.object({ code: z.int().optional() }).default({}),
});
export type CollectedSpan = z.output<typeof Span>;
const Export = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(z.object({ key: z.string(), value: Value })) }),
      scopeSpans: z.array(z.object({ spans: z.array(Span) })),
    }),
  ),
});

/** A collector that takes OTLP over HTTP as JSON. */
export interface Collector extends AsyncDisposable {
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  /** Of the resources that sent: key → value. */
  readonly resource: ReadonlyMap<string, unknown>;
  /** All that came, to look for what must not be there. */
  text(): string;
}

export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const resource = new Map<string, unknown>();
  const texts: string[] = [];
  const server = await listen((request, response) => {
    void buffer(request).then((body) => {
      const isTraces = request.method === 'POST' && request.url === '/v1/traces';
      if (isTraces) keep(body.toString('utf8'));
      response.writeHead(isTraces ? 200 : 404, { 'content-type': 'application/json' }).end('{}');
    });
  });

  function keep(text: string): void {
    texts.push(text);
    for (const part of Export.parse(JSON.parse(text)).resourceSpans) {
      for (const { key, value } of part.resource.attributes) resource.set(key, value.stringValue);
      for (const scope of part.scopeSpans) spans.push(...scope.spans);
    }
  }

  return {
    url: server.url,
    spans,
    resource,
    text: () => texts.join('\n'),
    [Symbol.asyncDispose]: () => server.close(),
  };
}
