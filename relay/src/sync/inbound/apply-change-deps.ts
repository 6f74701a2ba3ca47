import type { RequestStep, WriteBack } from '../../connector-kit/write-back.ts';
import type { Db } from '../../database/schema.ts';
import type { Connection, Destination, Route, Source } from '../../domain/configuration.ts';
import type { Clock } from '../../lib/clock.ts';
import type { NewId } from '../../lib/ids.ts';
import type { StopLoopDeps } from '../stop-loop.ts';
import type { PlanWebhooksDeps } from '../webhooks/plan-webhooks.ts';

/** What this stage needs from the outside, and nothing more. */
export interface ApplyChangeDeps extends PlanWebhooksDeps, StopLoopDeps {
  readonly db: Db;
  readonly findRoute: (workspace: string, name: string) => Route | undefined;
  readonly routesOf: (workspace: string) => readonly Route[];
  readonly findSource: (workspace: string, name: string) => Source | undefined;
  readonly findConnection: (workspace: string, name: string) => Connection | undefined;
  readonly findDestination: (workspace: string, name: string) => Destination | undefined;
  readonly planWriteBack: (
    writeBack: WriteBack,
    destination: Destination,
  ) => readonly RequestStep[];
  readonly clock: Clock;
  readonly newId: NewId;
  /** Of the span that is open here. */
  readonly traceparent: () => string | undefined;
}
