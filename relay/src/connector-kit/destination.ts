import type { z } from 'zod';
import { judgeDestinationAnswer, type DestinationVerdict } from '../domain/destination-answer.ts';
import { rememberParsed } from './remember-parsed.ts';
import type { RequestStep, WriteBack, WriteBackPicture } from './write-back.ts';

/** What a tool answered to a step. */
export interface ToolAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What an answer means; `needs`: nobody can say before the tool was asked for what lies at this path. */
export type StepVerdict = DestinationVerdict | { readonly kind: 'needs'; readonly path: string };

/** A step as it leaves: everything that is secret is put in here and nowhere else. */
export interface StepRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** In place of the step's own. */
  readonly body?: string | Uint8Array;
}

/** A file as it was fetched. */
export interface StepFile {
  readonly name: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** The step of this try. */
export interface StepAttempt {
  readonly path: string;
  readonly body: string | undefined;
  /** The same on every try of a step, so that a receiver can drop what it knows. */
  readonly id: string;
  readonly now: number;
  /** Of a step that names one. */
  readonly file?: StepFile | undefined;
}

/** A step without what it carries. */
type PlannedStep = Omit<RequestStep, 'file'>;

/** What a destination declares; `defineDestination` turns it into what the relay uses. */
interface DestinationDefinition<Settings extends z.ZodObject> {
  /** Stored in rows and written in the configuration. Never renamed. */
  readonly kind: string;
  readonly name: string;
  readonly docsUrl: string;
  readonly settings: Settings;
  /** What the tool takes in a minute; more is held back here. */
  readonly perMinute: number;
  /** The tool acknowledges and silences only what is open: what was resolved is opened first. */
  readonly reopensFirst?: true;
  /** The requests that tell the tool of a change, in order; none when it has no word for it. No secrets. */
  plan(writeBack: WriteBack, settings: z.output<Settings>): readonly RequestStep[];
  /** Tells of a picture, after what `plan` says; left out where the tool has no place for one. */
  attach?(
    writeBack: WriteBack,
    picture: WriteBackPicture,
    settings: z.output<Settings>,
  ): readonly RequestStep[];
  toRequest(attempt: StepAttempt, settings: z.output<Settings>): StepRequest;
  /**
   * For answers that do not mean what their status says; `undefined` leaves it to the status.
   * @param found what lay at the path of an earlier `needs`
   */
  judge?(
    step: PlannedStep,
    answer: ToolAnswer,
    found: ToolAnswer | undefined,
  ): StepVerdict | undefined;
}

/** A kind of tool that can be told what happened in ServiceNow. Pure, like a connector. */
export interface DestinationKind {
  readonly kind: string;
  readonly name: string;
  readonly docsUrl: string;
  readonly settings: z.ZodObject;
  readonly perMinute: number;
  /** Settings that were parsed, for the configuration to keep; the others take them as they are. */
  readonly adopt: (parsed: object) => object;
  plan(writeBack: WriteBack, settings: unknown): readonly RequestStep[];
  toRequest(attempt: StepAttempt, settings: unknown): StepRequest;
  judge(step: PlannedStep, answer: ToolAnswer, found?: ToolAnswer): StepVerdict;
}

/** Hides the type of the settings, so that all kinds fit one list. */
export function defineDestination<Settings extends z.ZodObject>(
  definition: DestinationDefinition<Settings>,
): DestinationKind {
  const { kind, name, docsUrl, settings, perMinute } = definition;
  const parsed = rememberParsed(settings);

  function planChange(writeBack: WriteBack, values: z.output<Settings>): readonly RequestStep[] {
    const { from, kind: told } = writeBack;
    const isOver = from === 'resolved' && (told === 'acknowledge' || told === 'silence');
    const steps = definition.plan(writeBack, values);
    if (!isOver || definition.reopensFirst !== true) return steps;
    const reopening = definition.plan({ ...writeBack, kind: 'reopen' }, values);
    const names = new Set(reopening.map(({ name }) => name));
    return [...reopening, ...steps.filter(({ name }) => !names.has(name))];
  }

  return Object.freeze({
    kind,
    name,
    docsUrl,
    settings,
    perMinute,
    adopt: parsed.adopt,
    plan(writeBack: WriteBack, given: unknown) {
      const values = parsed.of(given);
      const pictures = writeBack.attachments.flatMap(
        (picture) => definition.attach?.(writeBack, picture, values) ?? [],
      );
      return hasOnlyPictures(writeBack)
        ? pictures
        : [...planChange(writeBack, values), ...pictures];
    },
    toRequest: (attempt: StepAttempt, given: unknown) =>
      definition.toRequest(attempt, parsed.of(given)),
    judge: (step: RequestStep, answer: ToolAnswer, found?: ToolAnswer) =>
      definition.judge?.(step, answer, found) ??
      judgeDestinationAnswer(answer.status, answer.headers, step.alreadyDone),
  });
}

function hasOnlyPictures({ kind, changes, journal, attachments }: WriteBack): boolean {
  const isSilent = Object.keys(changes).length === 0 && journal.length === 0;
  return kind === 'update' && isSilent && attachments.length > 0;
}
