import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Delivery } from '../../relay/src/connector-kit/connector.ts';
import type { SampleRequest } from '../../relay/src/connector-kit/sample-request.ts';
import { connectors } from '../../relay/src/connectors/registry.ts';
import { inProject } from '../support/project.ts';
import type { Frame } from './bodies.ts';

/** The door of one kind of tool: a source of it, what the tool says there, and how it sends it. */
export interface ConnectorDoor {
  /** Id of the connector and name of its source. */
  readonly id: string;
  readonly settings: unknown;
  readonly frames: readonly Frame[];
  /** With the credentials of the source, as far as a tool could make them for such a body. */
  readonly toDelivery: (body: Buffer) => Pick<Delivery, 'suffix' | 'query' | 'headers' | 'body'>;
  readonly sample: SampleRequest;
}

export async function loadConnectorDoors(): Promise<readonly ConnectorDoor[]> {
  return Promise.all(connectors.map(async ({ id }) => loadDoor(id)));
}

async function loadDoor(id: string): Promise<ConnectorDoor> {
  const folder = inProject(`relay/src/connectors/${id}`);
  const loaded: { sampleRequest: SampleRequest } = await import(
    path.join(folder, 'sample-request.ts')
  );
  const { sampleRequest: sample } = loaded;
  const samples = path.join(folder, 'samples');
  const [first = ''] = readdirSync(samples)
    .filter((name) => name.endsWith('.json'))
    .toSorted();
  // The certificate of a stranger would have to be fetched from the internet, and is refused unseen.
  const said = readFileSync(path.join(samples, first), 'utf8').replaceAll(
    'amazonaws.com',
    'evil.example',
  );
  return {
    id,
    settings: sample.settings,
    frames: toFrames(said, JSON.stringify(sample.settings)),
    toDelivery: (body) => withCredentials(sample, body),
    sample,
  };
}

/** A tool that signs what its body means has no signature for a body without any. */
function withCredentials(
  sample: SampleRequest,
  body: Buffer,
): ReturnType<ConnectorDoor['toDelivery']> {
  try {
    return sample.toDelivery(body, Date.now());
  } catch {
    return { suffix: '', query: {}, headers: {}, body };
  }
}

const PLACES = 3;
/** In one body: a large value would be in it as often. */
const MOST_HOLES = 3;

/** What the tool says, with holes for a third of its values each; what names its source stays. */
function toFrames(said: string, settings: string): readonly Frame[] {
  return Array.from({ length: PLACES }, (_one, place): Frame => {
    let seen = 0;
    let holes = 0;
    const framed = JSON.stringify(JSON.parse(said), (_key, value: unknown) => {
      if (typeof value === 'object' || settings.includes(JSON.stringify(value))) return value;
      const isHole = seen % PLACES === place && holes < MOST_HOLES;
      seen += 1;
      if (isHole) holes += 1;
      return isHole ? HOLE : value;
    });
    return (json) => framed.replaceAll(`"${HOLE}"`, () => json);
  });
}

const HOLE = 'A HOLE OF THE FRAME';
