import { z } from 'zod';
import type { StepFile } from '../../connector-kit/destination.ts';
import type { RequestStep, WriteBack, WriteBackPicture } from '../../connector-kit/write-back.ts';
import type { Template } from '../../domain/template.ts';

const eventTypes = {
  open: 'incident.opened',
  acknowledge: 'incident.acknowledged',
  resolve: 'incident.resolved',
  silence: 'incident.silenced',
  reopen: 'incident.reopened',
  update: 'incident.updated',
} as const satisfies Record<WriteBack['kind'], string>;

interface Settings {
  /** In place of the whole message. */
  readonly template?: Template | undefined;
}

/**
 * One post for each change: by default all that we know, in the form that Standard Webhooks proposes. A
 * template that fails on a message must not cost the receiver the news.
 */
export function planWriteBack(
  writeBack: WriteBack,
  { template }: Settings,
): readonly RequestStep[] {
  return [post('post', toMessage(writeBack), template)];
}

/** A post for each picture, with its content, unless a template says how messages look. */
export function attach(
  writeBack: WriteBack,
  { name, contentType, sizeBytes, author, url, file }: WriteBackPicture,
  { template }: Settings,
): readonly RequestStep[] {
  const { data, ...message } = toMessage(writeBack);
  const attachment = { name, contentType, sizeBytes, author, url };
  const told = { ...message, type: 'incident.attachment', data: { ...data, attachment } };
  const step = post(`picture ${url}`, told, template);
  return [template === undefined ? { ...step, file } : step];
}

function post(name: string, message: object, template: Template | undefined): RequestStep {
  const rendered = template?.render({ ...message });
  const body = rendered?.kind === 'text' ? rendered.text : JSON.stringify(message);
  return { name, method: 'POST', path: '', body, isRemembered: false, alreadyDone: [] };
}

const Planned = z.looseObject({
  data: z.looseObject({ attachment: z.looseObject({}) }),
});

/** The message about a picture with the picture in it, in Base64. */
export function withContent(planned: string, { content }: StepFile): string {
  const { data, ...message } = Planned.parse(JSON.parse(planned));
  const attachment = { ...data.attachment, content: Buffer.from(content).toString('base64') };
  return JSON.stringify({ ...message, data: { ...data, attachment } });
}

function toType({ kind, isCanceled, isDeleted }: WriteBack): string {
  if (isDeleted === true) return 'incident.deleted';
  return isCanceled === true ? 'incident.canceled' : eventTypes[kind];
}

/** What a template may speak of, and what is sent without one. */
export function toMessage(writeBack: WriteBack) {
  const { alerts, record, changes, journal, actor } = writeBack;
  return {
    type: toType(writeBack),
    timestamp: new Date(writeBack.at).toISOString(),
    data: {
      record: {
        table: record.table,
        sys_id: record.sysId,
        number: record.number,
        title: record.title,
        state: record.state,
        url: record.url,
      },
      changes,
      journal,
      actor,
      alerts: alerts.map(({ fingerprint, labels }) => ({ fingerprint, labels })),
    },
  };
}
