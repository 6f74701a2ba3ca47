import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadWithReferences } from '../../relay/src/cli/load-with-references.ts';
import { toSecretPlaces } from '../../relay/src/cli/serve.ts';
import { compose } from '../../relay/src/compose.ts';
import { connectors } from '../../relay/src/connectors/registry.ts';
import { createLog } from '../../relay/src/telemetry/log.ts';
import type { Workspace } from './relay-file.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

export interface RelayHere {
  readonly url: string;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** A relay in the process of the test, for tests that set its time of day; all else is as it is in operation. */
export async function startRelayHere(workspace: Workspace): Promise<RelayHere> {
  const folder = await createTemporaryFolder('relay-here');
  const file = path.join(folder.path, 'relay.yml');
  const content = {
    listen: { port: 0 },
    data: path.join(folder.path, 'data'),
    log: { level: 'silent' },
    outgoing: { allow: ['127.0.0.1'] },
    provision: { workspaces: [workspace] },
  };
  await writeFile(file, JSON.stringify(content));
  const loaded = await loadWithReferences({ file, env: {}, connectors, text: undefined });
  if (loaded.kind === 'invalid') throw new TypeError(JSON.stringify(loaded.problems));
  const { config } = loaded;
  const composed = await compose(config, {
    ...toSecretPlaces({}, file),
    createLog: (level) => createLog(level, { write: () => undefined }),
    readProvided: async () => config.provided,
  });
  const { url } = await composed.start();
  return {
    url,
    stop: async () => {
      await composed.stop();
      await folder.remove();
    },
  };
}
