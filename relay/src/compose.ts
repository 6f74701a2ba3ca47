import type { ComposedRelay } from './cli/serve.ts';
import type { LoadedConfig } from './config/load.ts';
import { forgetStatuses } from './store/connection-status.ts';
import { endRenewalsOfRelays } from './store/refresh-tokens.ts';
import { composeBackground } from './compose/compose-background.ts';
import { composeConfiguration } from './compose/compose-configuration.ts';
import { composeGround, type ComposeOptions } from './compose/compose-ground.ts';
import { composeIntake } from './compose/compose-intake.ts';
import { composeLanes } from './compose/compose-lanes.ts';
import { composeServer } from './compose/compose-server.ts';
import { composeServiceNow } from './compose/compose-servicenow.ts';
import type { Lanes } from './queue/lanes.ts';

const HTTP_STOP_MS = 5000;

/** How the relay is put together. Only here and in compose/ things are constructed and handed to each other. */
export async function compose(
  config: LoadedConfig,
  options: ComposeOptions,
): Promise<ComposedRelay> {
  // What comes before the lanes wakes them; they run once all of it is there.
  const wake: Lanes['wake'] = (...woken) => lanes.wake(...woken);
  const release: Lanes['release'] = (hold, howMany) => lanes.release(hold, howMany);

  const ground = await composeGround(config, options, wake);
  const { store, commit, outgoing, tracing, relayId } = ground;
  const configuration = await composeConfiguration(ground, config, options);
  const { live, sealing, references } = configuration;
  const inbound = await composeIntake(ground, config, live, wake);
  if (store.kind === 'embedded') await commit((unit) => endRenewalsOfRelays(unit));
  const instances = composeServiceNow(ground, sealing, { wake, release });
  const lanes = await composeLanes(ground, config, {
    ...instances,
    configured: live.configured,
    arrivals: inbound.arrivals,
  });
  let publicUrl = config.process.publicUrl ?? '';
  const server = composeServer(ground, config, {
    ...configuration,
    ...inbound,
    instances,
    publicUrl: () => publicUrl,
  });
  const background = composeBackground(ground, config, { live, lanes, instances, inbound });

  return {
    async start() {
      background.startLanes();
      const { url } = await server.start();
      publicUrl = config.process.publicUrl ?? url;
      await background.start(publicUrl);
      return { url };
    },
    async stop() {
      background.stopping();
      instances.mailbox.stop();
      await server.stop(HTTP_STOP_MS);
      instances.shared.stop();
      instances.holds.stop();
      await lanes.stop();
      await background.ended();
      await commit((unit) => forgetStatuses(unit, relayId)).catch(() => undefined);
      await references.close();
      await outgoing.close();
      await inbound.keeper.stop();
      await store.close();
      await tracing.stop();
    },
  };
}
