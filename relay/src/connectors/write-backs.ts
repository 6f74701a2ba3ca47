import type { RequestStep, WriteBack } from '../connector-kit/write-back.ts';
import type { Destination } from '../domain/configuration.ts';
import { planWriteBack as planForAlertmanager } from './alertmanager/write-back.ts';
import { planWriteBack as planForWebhook } from './generic/write-back.ts';

/** The requests that tell a destination of a change, in order; none when it has no word for it. */
export function planWriteBack(
  writeBack: WriteBack,
  destination: Destination,
): readonly RequestStep[] {
  switch (destination.kind) {
    case 'alertmanager':
      return planForAlertmanager(writeBack, destination);
    case 'webhook':
      return planForWebhook(writeBack);
  }
}
