import type { Command } from 'commander';
import { toKeyPlace } from '../secrets/key-place.ts';
import { forgetFormerKeys, rotateMasterKey } from '../secrets/rotate-master-key.ts';
import { recordAudit } from '../store/audit.ts';
import {
  printResult,
  type StoreCommandDeps,
  type StoreOptions,
  withStoreOptions,
} from './store-options.ts';
import { type OpenStore, withStore } from './with-store.ts';

interface RotateOptions extends StoreOptions {
  readonly forget?: boolean;
}

/** `alert-relay rotate-key`: a new master key, beside a running relay; safe to run again after a kill. */
export function addRotateKey(program: Command, deps: StoreCommandDeps): void {
  withStoreOptions(program.command('rotate-key'))
    .description('make a new master key and wrap everything with it; goes on where it was killed')
    .option('--forget', 'drop former keys, which is refused while they are needed')
    .action((options: RotateOptions) =>
      withStore(deps, options, (open) => rotate(deps, options, open)),
    );
}

async function rotate(
  deps: StoreCommandDeps,
  options: RotateOptions,
  { store, commit, newId, now }: OpenStore,
): Promise<void> {
  const keyPlace = toKeyPlace(deps.env, options.config);
  const work = { db: store.db, commit, keyPlace };
  const audit = (action: string, after: object) =>
    commit((unit) =>
      recordAudit(unit, {
        id: newId(),
        at: now(),
        workspace: undefined,
        actor: 'command line',
        action,
        subject: 'master key',
        after,
      }),
    );
  if (options.forget === true) {
    const forgotten = await forgetFormerKeys(work);
    await audit('key.forget', { forgotten });
    printResult(deps, options, { forgotten }, [`${forgotten.length} former keys forgotten.`]);
    return;
  }
  const rotation = await rotateMasterKey(work);
  await audit('key.rotate', rotation);
  printResult(deps, options, rotation, [
    `${rotation.isNew ? 'New' : 'Unfinished'} master key ${rotation.active}: ${rotation.rewrapped} data keys wrapped anew.`,
    ...(rotation.former.length === 0
      ? []
      : [
          'Former keys are still read. When every relay has run for five minutes: rotate-key --forget',
        ]),
  ]);
}
