import {
  createInstance,
  type Instance,
  type InstanceOptions,
} from '../instance/create-instance.ts';
import { createInstanceClient } from './instance-client.ts';
import { refuseSilentFailures, type ProvokedErrors } from './refuse-silent-failures.ts';

export interface InstanceHereOptions extends InstanceOptions, ProvokedErrors {}

/** A simulated instance in the process of the test; closing it fails if something failed in silence. */
export async function startInstanceHere(
  options: InstanceHereOptions = {},
): Promise<Instance & AsyncDisposable> {
  const instance = await createInstance(options);
  const close = async () => {
    try {
      await refuseSilentFailures(createInstanceClient(instance.url, instance.admin), options);
    } finally {
      await instance.close();
    }
  };
  return { ...instance, close, [Symbol.asyncDispose]: close };
}
