import { inProject } from './project.ts';

/** The relay as it ships. A run of tests builds it first, where its sources have changed: see build-relay.ts. */
export const builtRelay = inProject('relay/alert-relay');
