import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createInstance } from './create-instance.ts';

/** Starts the simulated instance alone: `npm run instance -- --port 8090`. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    https: { type: 'boolean', default: false },
    data: { type: 'string' },
    app: { type: 'string' },
    'no-app': { type: 'boolean', default: false },
    'demo-data': { type: 'boolean', default: false },
    /** Lets races show: scripts pause between Glide calls. */
    seed: { type: 'string' },
  },
  // `--app` alone means the package that the build wrote.
  args: process.argv
    .slice(2)
    .filter((argument, index, all) => argument !== '--app' || isValue(all[index + 1])),
});

function isValue(text: string | undefined): boolean {
  return text !== undefined && !text.startsWith('--');
}

function builtPackage(): string {
  const root = path.resolve(import.meta.dirname, '../../now-app');
  const folder = path.join(root, 'dist/app');
  if (existsSync(folder)) return folder;
  const target = path.join(root, 'target');
  const zip = existsSync(target)
    ? readdirSync(target).find((name) => name.endsWith('.zip'))
    : undefined;
  if (zip !== undefined) return path.join(target, zip);
  throw new Error(
    'The app is not built yet: run `npm run build` at the root of the repository, or start an instance without it by --no-app',
  );
}

const app = values['no-app'] ? undefined : (values.app ?? builtPackage());
const instance = await createInstance({
  port: Number(values.port),
  https: values.https,
  demoData: values['demo-data'],
  ...(values.data === undefined ? {} : { data: values.data }),
  ...(app === undefined ? {} : { app }),
  ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
});
console.log(
  JSON.stringify({ url: instance.url, admin: instance.admin, integration: instance.integration }),
);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void instance.close().then(() => process.exit(0)));
}
