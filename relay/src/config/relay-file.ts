import { z } from 'zod';
import { processSections } from './process-section.ts';
import { WorkspaceEntry } from './workspace-section.ts';

/** The whole of relay.yml. */
export const RelayFile = z.strictObject({
  ...processSections,
  provision: z
    .strictObject({
      workspaces: z.array(WorkspaceEntry).default([]).meta({
        description: 'Tenants; nothing crosses between them.',
      }),
    })
    .prefault({})
    .meta({ description: 'What the relay works on.' }),
});
export type RelayFile = z.output<typeof RelayFile>;
