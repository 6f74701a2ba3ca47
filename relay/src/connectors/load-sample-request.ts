import type { SampleRequest } from '../connector-kit/sample-request.ts';

/** How a tool of this kind sends a body; each connector's folder has one. */
export async function loadSampleRequest(connector: string): Promise<SampleRequest> {
  const file = new URL(`./${connector}/sample-request.ts`, import.meta.url);
  const loaded: { readonly sampleRequest: SampleRequest } = await import(file.href);
  return loaded.sampleRequest;
}
