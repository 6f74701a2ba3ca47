import type { UpsertAnswer } from '@alert-relay/shared-types';
import type { Connection, Route } from '../../domain/configuration.ts';
import type { Heard } from '../../domain/fold-deliveries.ts';
import type { Situation } from '../../domain/situation.ts';
import type { Fields } from '../../domain/fields.ts';
import type { FieldDrift } from '../../domain/write-verification.ts';
import type { BornRecord } from '../../store/born-records.ts';
import type { KeptEvent } from '../../store/events.ts';
import type { Link } from '../../store/links.ts';

/** What the deliveries of some jobs say about one lane, with all that is known about it. */
export interface LoadedWork {
  /** One for each job, in their order. */
  readonly heard: readonly Heard<KeptEvent>[];
  /** Of the first delivery. */
  readonly lead: KeptEvent;
  readonly route: Route;
  readonly connection: Connection;
  readonly link: Link | undefined;
  /** For an alert that we opened: the record it stands for, until a link says so. */
  readonly born: BornRecord | undefined;
  readonly situation: Situation;
}

/** A command that ServiceNow has. */
export interface Submitted {
  readonly episode: number;
  readonly key: string;
  readonly answer: UpsertAnswer;
  /** What was sent, with names looked up. */
  readonly fields: Fields;
  readonly drift: readonly FieldDrift[];
  /** The instance had lost what was sent before, so all of it was sent again. */
  readonly isRepeated?: boolean;
}
