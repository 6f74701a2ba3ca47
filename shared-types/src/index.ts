export * from './batch.ts';
export * from './changes.ts';
export * from './connect.ts';
export * from './heartbeat.ts';
export * from './key.ts';
export * from './lookup.ts';
export * from './problem.ts';
export * from './tasks.ts';
