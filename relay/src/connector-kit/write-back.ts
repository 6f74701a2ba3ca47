import type { Severity } from '../domain/alert-event.ts';
import type { ToolState } from '../domain/configuration.ts';
import type { ToldKind } from '../domain/change-command.ts';

/** An alert of the record that the tool is told about. */
export interface WriteBackAlert {
  readonly fingerprint: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startedAt: number | undefined;
}

/** Where the content of a file is fetched from when the step that carries it leaves. */
export interface FileReference {
  readonly connection: string;
  readonly sysId: string;
}

/** A picture that somebody attached to the record. */
export interface WriteBackPicture {
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly author: string;
  /** Where a person who may read the record finds it. */
  readonly url: string;
  /** Absent when the content stays in ServiceNow; name and link are told then. */
  readonly file: FileReference | undefined;
}

/** What happened in ServiceNow, in the words that every tool understands. */
export interface WriteBack {
  readonly id: string;
  /** A canceled record is told as a resolved one; `isCanceled` is for tools that know the difference. */
  readonly kind: ToldKind;
  readonly isCanceled?: boolean;
  /** The record is gone; told as resolved or as an update, as the route says. */
  readonly isDeleted?: boolean;
  /** What the tool was told before, or had said itself; absent where the state did not change. */
  readonly from: ToolState | undefined;
  /** Names the record for ever to tools that know it only from us. */
  readonly key: string;
  /** The tool from which the alerts came; absent for a record that was born in ServiceNow. */
  readonly connector: string | undefined;
  /** Alerts of the record that were not resolved when the change came; one that stands for a record without any. */
  readonly alerts: readonly WriteBackAlert[];
  readonly record: {
    readonly table: string;
    readonly sysId: string;
    readonly number: string;
    readonly title: string;
    readonly severity: Severity;
    readonly state: string;
    readonly url: string;
  };
  /** Column → new value as a person sees it. */
  readonly changes: Readonly<Record<string, string>>;
  readonly journal: readonly {
    readonly element: string;
    readonly text: string;
    readonly author: string;
  }[];
  readonly attachments: readonly WriteBackPicture[];
  readonly actor: string;
  readonly at: number;
  /** What the tool answered to earlier write-backs about this record, by step name. */
  readonly remembered: Readonly<Record<string, string>>;
}

/** One request to the tool; the sender performs it with deadline, address check and retry. */
export interface RequestStep {
  /** Names the step within its write-back; its answer can be remembered under this name. */
  readonly name: string;
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Appended to the destination's address; empty for the address itself. */
  readonly path: string;
  readonly body: string | undefined;
  /** Whether the answer's body is kept for later write-backs about the same record. */
  readonly isRemembered: boolean;
  /** Statuses besides 2xx that mean "already done". */
  readonly alreadyDone: readonly number[];
  /** A file that the request carries; its content is not stored with the step. */
  readonly file?: FileReference | undefined;
}
